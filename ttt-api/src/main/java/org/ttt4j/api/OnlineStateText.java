package org.ttt4j.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A state as lines {@code name = value}, and back without loss; the last line is the SHA-256 of the others. */
final class OnlineStateText {

    private static final String SUM = "sha256 = ";
    private static final String WEIGHTS = "weights";

    /**
     * What a file says. Thread-safe.
     *
     * @param state where the run was
     * @param weights SHA-256 of the file of weights beside it
     */
    record Stored(OnlineState state, String weights) {}

    private final Path file;
    private final Map<String, String> values = new LinkedHashMap<>();

    private OnlineStateText(Path file) {
        this.file = file;
    }

    static String write(OnlineState state, String weights) {
        StringBuilder text = new StringBuilder();
        add(text, WEIGHTS, weights);
        add(text, "segments", state.segments());
        add(text, "documents", state.documents());
        add(text, "document-bytes", state.documentBytes());
        add(text, "updates", state.updates());
        add(text, "learned", state.learned());
        add(text, "resets", state.resets());
        add(text, "since-reset", state.sinceReset());
        add(text, "digest", state.digest());
        score(text, "online", state.online());
        score(text, "base", state.base());
        OnlineTrend trend = state.trend();
        add(text, "trend.recent-bits", trend.recentBits());
        add(text, "trend.recent-bytes", trend.recentBytes());
        add(text, "trend.recent-base", trend.recentBase());
        add(text, "trend.earlier-bits", trend.earlierBits());
        add(text, "trend.earlier-bytes", trend.earlierBytes());
        add(text, "trend.segments", trend.segments());
        add(
                text,
                "recalled",
                state.recalls().ids().stream().map(String::valueOf).collect(Collectors.joining(",")));
        add(text, "leaked", state.recalls().leaked());
        add(text, "work.base", state.work().base());
        add(text, "work.scored", state.work().scored());
        add(text, "work.trained", state.work().trained());
        OnlineState.Seconds seconds = state.seconds();
        add(text, "seconds.read", seconds.read());
        add(text, "seconds.base", seconds.base());
        add(text, "seconds.online", seconds.online());
        add(text, "seconds.recall", seconds.recall());
        add(text, "seconds.probe", seconds.probe());
        return text + SUM + sum(text.toString()) + "\n";
    }

    private static void score(StringBuilder text, String name, Score score) {
        add(text, name + ".bits", score.bits());
        add(text, name + ".bytes", score.bytes());
        add(text, name + ".tokens", score.tokens());
    }

    private static void add(StringBuilder text, String name, Object value) {
        text.append(name).append(" = ").append(value).append('\n');
    }

    private static String sum(String text) {
        return OnlineSegment.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a file.
     *
     * @throws BackendException if it is not what {@link #write} made
     */
    static Stored read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        OnlineStateText parsed = new OnlineStateText(file);
        int end = text.lastIndexOf(SUM);
        if (end < 0 || !text.substring(end).strip().equals(SUM + sum(text.substring(0, end)))) {
            throw parsed.damaged();
        }
        for (String line : text.substring(0, end).split("\n", -1)) {
            String[] pair = line.split(" = ", -1);
            parsed.values.put(pair[0], pair[pair.length - 1]);
        }
        try {
            return new Stored(parsed.state(), parsed.text(WEIGHTS));
        } catch (IllegalArgumentException wrong) { // NumberFormatException is one
            throw parsed.damaged();
        }
    }

    private OnlineState state() {
        return new OnlineState(
                whole("segments"),
                whole("documents"),
                whole("document-bytes"),
                whole("updates"),
                whole("learned"),
                whole("resets"),
                whole("since-reset"),
                text("digest"),
                score("online"),
                score("base"),
                new OnlineTrend(
                        real("trend.recent-bits"),
                        real("trend.recent-bytes"),
                        real("trend.recent-base"),
                        real("trend.earlier-bits"),
                        real("trend.earlier-bytes"),
                        whole("trend.segments")),
                new OnlineState.Recalls(
                        Stream.of(text("recalled").split(",", -1))
                                .filter(id -> !id.isEmpty())
                                .map(Long::valueOf)
                                .toList(),
                        whole("leaked")),
                new OnlineState.Work(whole("work.base"), whole("work.scored"), whole("work.trained")),
                new OnlineState.Seconds(
                        real("seconds.read"),
                        real("seconds.base"),
                        real("seconds.online"),
                        real("seconds.recall"),
                        real("seconds.probe")));
    }

    private Score score(String name) {
        return new Score(real(name + ".bits"), whole(name + ".bytes"), whole(name + ".tokens"));
    }

    private long whole(String name) {
        return Long.parseLong(text(name));
    }

    private double real(String name) {
        return Double.parseDouble(text(name));
    }

    private String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("found no " + name);
        }
        return value;
    }

    private BackendException damaged() {
        return new BackendException(
                "online", file + ": the state of a stream is damaged, wanted what a snapshot wrote");
    }
}
