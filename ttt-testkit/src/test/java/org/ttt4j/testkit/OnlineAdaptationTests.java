package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.OnlineAdaptation;
import org.ttt4j.api.OnlineLine;
import org.ttt4j.api.OnlineOptions;
import org.ttt4j.api.OnlineParts;
import org.ttt4j.api.OnlineRecall;
import org.ttt4j.api.OnlineReset;
import org.ttt4j.api.OnlineSnapshots;
import org.ttt4j.api.OnlineState;
import org.ttt4j.api.OnlineText;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.ScoreFirst;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** The flow of dynamic evaluation against loops written out by hand. */
class OnlineAdaptationTests {

    private static final RunControl CONTROL = RunControl.silent();
    private static final String POEM = "The tide comes in, the tide goes out, and what it wrote it reads aloud. ";
    private static final String CODE = "for (int i = 0; i < n; i++) { sum += values[i] * values[i]; } // sum\n";
    private static final OnlineOptions SMALL = OnlineOptions.DEFAULT.reading(20, 12);

    private final Trainer trainer = trainer("0.3");

    @TempDir
    private Path directory;

    private static Trainer trainer(String learningRate) {
        return new BytesTrainerProvider()
                .open(Settings.of(Map.of("context-tokens", "64", "learning-rate", learningRate, "buckets", "512")));
    }

    private static List<OnlineText> stream(String... documents) {
        List<OnlineText> texts = new ArrayList<>();
        for (String document : documents) {
            texts.add(OnlineText.of("d" + texts.size(), document));
        }
        return texts;
    }

    private static List<OnlineText> repeated(int times) {
        return stream(POEM.repeat(times), CODE.repeat(times));
    }

    private OnlineAdaptation open(OnlineOptions options, List<OnlineText> texts) {
        return OnlineAdaptation.open(OnlineParts.of(trainer), options, texts.iterator(), CONTROL);
    }

    private List<OnlineLine> run(OnlineOptions options, List<OnlineText> texts) {
        try (OnlineAdaptation online = open(options, texts)) {
            return rest(online);
        }
    }

    private static List<OnlineLine> rest(OnlineAdaptation online) {
        List<OnlineLine> lines = new ArrayList<>();
        for (Optional<OnlineLine> line = online.next(CONTROL); line.isPresent(); line = online.next(CONTROL)) {
            lines.add(line.orElseThrow());
        }
        assertThat(ScoreFirst.check(lines)).isEqualTo(lines.size());
        return lines;
    }

    private static double bits(List<OnlineLine> lines) {
        double bits = 0; // in order: a stream's sum is a compensated one
        for (OnlineLine line : lines) {
            bits += line.online().bits();
        }
        return bits;
    }

    @AfterEach
    void closeTrainer() {
        trainer.close();
    }

    /** One document, by hand: everything but the segment's own tokens and what stands before them is written out here. */
    @Test
    void equalsALoopWrittenOutByHand() {
        String text = POEM.repeat(4);
        List<Double> wanted = new ArrayList<>();
        try (Trainer.Session session = trainer.begin(CONTROL)) {
            Trainer.Online online = session.online();
            int[] tokens = online.tokens(text);
            for (int from = 0; from < tokens.length; from += 20) {
                int[] segment = Arrays.copyOfRange(tokens, from, Math.min(from + 20, tokens.length));
                int[] context = from == 0 ? new int[] {online.prefix()} : Arrays.copyOfRange(tokens, from - 12, from);
                wanted.add(online.score(context, segment, CONTROL).bits());
                online.train(from, context, segment, CONTROL);
                online.train(from, context, segment, CONTROL);
            }
        }
        List<OnlineLine> lines = run(SMALL.updating(1, 2), stream(text));
        assertThat(lines).extracting(line -> line.online().bits()).containsExactlyElementsOf(wanted);
        assertThat(lines).extracting(OnlineLine::updates).startsWith(0L, 2L, 4L);
        assertThat(lines).extracting(OnlineLine::learned).startsWith(0L, 1L, 2L);
        assertThat(lines).allSatisfy(line -> assertThat(line.losses()).hasSize(2));
    }

    @Test
    void anIntervalLearnsWhatWasReadSinceAtOnce() {
        String text = POEM.repeat(3);
        List<Double> wanted = new ArrayList<>();
        try (Trainer.Session session = trainer.begin(CONTROL)) {
            Trainer.Online online = session.online();
            int[] tokens = online.tokens(text);
            for (int from = 0; from < tokens.length; from += 20) {
                int[] segment = Arrays.copyOfRange(tokens, from, Math.min(from + 20, tokens.length));
                int[] context = from == 0 ? new int[] {online.prefix()} : Arrays.copyOfRange(tokens, from - 12, from);
                wanted.add(online.score(context, segment, CONTROL).bits());
                if (from % 40 == 20) {
                    int start = from - 20;
                    int[] before =
                            start == 0 ? new int[] {online.prefix()} : Arrays.copyOfRange(tokens, start - 12, start);
                    online.train(from, before, Arrays.copyOfRange(tokens, start, from + segment.length), CONTROL);
                }
            }
        }
        List<OnlineLine> lines = run(SMALL.updating(2, 1), stream(text));
        assertThat(lines).extracting(line -> line.online().bits()).containsExactlyElementsOf(wanted);
        assertThat(lines).extracting(OnlineLine::learned).startsWith(0L, 0L, 2L, 2L, 4L);
    }

    @Test
    void learnsWhatItReads() {
        List<OnlineLine> lines = run(SMALL, repeated(20));
        double base = lines.stream()
                .mapToDouble(line -> line.base().orElseThrow().bits())
                .sum();
        assertThat(bits(lines)).isLessThan(0.6 * base);
    }

    @Test
    void stepsThatChangeNothingGiveTheBaseModelToTheLastBit() {
        List<OnlineLine> none = run(SMALL.updating(1, 0), repeated(3));
        assertThat(none).allSatisfy(line -> assertThat(line.online())
                .isEqualTo(line.base().orElseThrow()));
        try (Trainer still = trainer("0");
                OnlineAdaptation online = OnlineAdaptation.open(
                        OnlineParts.of(still), SMALL, repeated(3).iterator(), CONTROL)) {
            List<OnlineLine> lines = rest(online);
            assertThat(lines).allSatisfy(line -> assertThat(line.online())
                    .isEqualTo(line.base().orElseThrow()));
            assertThat(online.state().updates()).isEqualTo(lines.size());
        }
    }

    @Test
    void fadingAllTheWayIsTheBaseModel() {
        List<OnlineLine> lines = run(SMALL.resetting(new OnlineReset.Fading(1)), repeated(3));
        assertThat(lines).allSatisfy(line -> assertThat(line.online())
                .isEqualTo(line.base().orElseThrow()));
        List<OnlineLine> kept = run(SMALL.resetting(new OnlineReset.Fading(0)), repeated(3));
        assertThat(kept).isEqualTo(run(SMALL, repeated(3)));
    }

    @Test
    void aResetPerDocumentReadsEachAsIfItWereAlone() {
        List<OnlineLine> lines = run(SMALL.resetting(OnlineReset.PER_DOCUMENT), repeated(3));
        List<Score> alone = new ArrayList<>();
        run(SMALL, stream(POEM.repeat(3))).forEach(line -> alone.add(line.online()));
        run(SMALL, stream(CODE.repeat(3))).forEach(line -> alone.add(line.online()));
        assertThat(lines).extracting(OnlineLine::online).containsExactlyElementsOf(alone);
        assertThat(lines.stream().filter(line -> line.reset() == OnlineLine.Reset.DOCUMENT))
                .singleElement()
                .satisfies(line -> assertThat(line.document()).isEqualTo(1));
    }

    @Test
    void resetsAfterSoManyTokens() {
        List<OnlineLine> lines = run(SMALL.resetting(new OnlineReset.EveryTokens(60)), stream(POEM.repeat(4)));
        for (OnlineLine line : lines) {
            boolean wanted = line.segment() > 0 && line.segment() % 3 == 0;
            assertThat(line.reset()).isEqualTo(wanted ? OnlineLine.Reset.TOKENS : OnlineLine.Reset.NONE);
            if (wanted) {
                assertThat(line.online()).isEqualTo(line.base().orElseThrow());
            }
        }
    }

    @Test
    void driftIsSeenWhereTheTextChanges() {
        int poems = POEM.length() * 20;
        List<OnlineLine> lines =
                run(SMALL.resetting(new OnlineReset.OnDrift(0.5, 4)), stream(POEM.repeat(20) + CODE.repeat(20)));
        List<OnlineLine> drifted = lines.stream()
                .filter(line -> line.reset() == OnlineLine.Reset.DRIFT)
                .toList();
        assertThat(drifted).hasSize(1);
        assertThat(drifted.get(0).start()).isBetween(poems - 20L, poems + 200L);
        assertThat(drifted.get(0).losses())
                .as("learned twice: before the reset and after it")
                .hasSize(2);
    }

    /** Killed at any segment: what follows is the same, to the last bit. */
    @Test
    void goesOnAsIfItHadNeverStopped() {
        for (OnlineReset reset : List.of(
                OnlineReset.NEVER,
                new OnlineReset.EveryTokens(100),
                new OnlineReset.OnDrift(0.3, 2),
                new OnlineReset.Fading(0.01))) {
            OnlineOptions options = SMALL.resetting(reset).updating(2, 1);
            List<OnlineLine> whole = run(options, repeated(4));
            for (int stop : new int[] {1, 6, 14}) {
                OnlineSnapshots snapshots =
                        new OnlineSnapshots(directory.resolve(reset.getClass().getSimpleName() + stop));
                List<OnlineLine> lines = new ArrayList<>();
                try (OnlineAdaptation online = open(options, repeated(4))) {
                    while (lines.size() < stop || !online.settled()) {
                        lines.add(online.next(CONTROL).orElseThrow());
                    }
                    snapshots.save(online);
                    online.next(CONTROL); // lost with the process
                }
                OnlineSnapshots.Snapshot last = snapshots.last(damaged -> {}).orElseThrow();
                try (OnlineAdaptation online = resume(options, repeated(4), last)) {
                    for (Optional<OnlineLine> l = online.next(CONTROL); l.isPresent(); l = online.next(CONTROL)) {
                        lines.add(l.orElseThrow());
                    }
                    assertThat(online.state().online().bits()).isEqualTo(bits(whole));
                }
                assertThat(lines).isEqualTo(whole);
            }
        }
    }

    private OnlineAdaptation resume(OnlineOptions options, List<OnlineText> texts, OnlineSnapshots.Snapshot from) {
        return OnlineAdaptation.resume(
                OnlineParts.of(trainer), options, texts.iterator(), from.state(), from.weights(), CONTROL);
    }

    @Test
    void keepsTheLastTwoSnapshotsAndRefusesOthers() throws Exception {
        OnlineSnapshots snapshots = new OnlineSnapshots(directory);
        try (OnlineAdaptation online = open(SMALL, repeated(2))) {
            for (int i = 0; i < 4; i++) {
                online.next(CONTROL);
                snapshots.save(online);
            }
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "000000000003.state", "000000000003.weights", "000000000004.state", "000000000004.weights");
        }
        OnlineSnapshots.Snapshot last = snapshots.last(damaged -> {}).orElseThrow();
        assertThatThrownBy(() -> resume(SMALL, stream("x" + POEM.repeat(2)), last))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another text in the first 4 segments");
        assertThatThrownBy(() -> resume(SMALL, stream("short"), last))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found a stream of 1 segments");
    }

    /** What is damaged, or does not belong together, is never gone on with; the one before is as good but for the time. */
    @Test
    void aDamagedSnapshotGivesWayToTheOneBefore() throws Exception {
        OnlineSnapshots snapshots = new OnlineSnapshots(directory);
        try (OnlineAdaptation online = open(SMALL, repeated(2))) {
            for (int i = 0; i < 2; i++) {
                online.next(CONTROL);
                snapshots.save(online);
            }
        }
        Path weights = directory.resolve("000000000002.weights");
        byte[] own = Files.readAllBytes(weights);
        Files.copy(directory.resolve("000000000001.weights"), weights, StandardCopyOption.REPLACE_EXISTING);
        List<String> damaged = new ArrayList<>();
        assertThat(snapshots.last(damaged::add).orElseThrow().state().segments())
                .isOne();
        assertThat(damaged)
                .singleElement()
                .asString()
                .contains(weights.toString(), "found the SHA-256", "other weights, or damaged ones");
        Files.write(weights, own);
        Path state = directory.resolve("000000000002.state");
        Files.writeString(state, Files.readString(state).replace("updates = 2", "updates = 3"));
        damaged.clear();
        assertThat(snapshots.last(damaged::add).orElseThrow().state().segments())
                .isOne();
        assertThat(damaged).singleElement().asString().contains(state.toString(), "damaged");
        Files.delete(directory.resolve("000000000001.weights"));
        assertThatThrownBy(() -> snapshots.last(damaged::add))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("000000000002.state")
                .hasMessageContaining("damaged");
        assertThat(damaged).last().asString().contains("000000000001.weights: missing");
    }

    /** Something spoils the weights before the eleventh segment: no snapshot is called good that anything shows to be bad. */
    @Test
    void onlyASnapshotThatPredictsWellIsGood() throws Exception {
        String known = known();
        StringBuilder poison = new StringBuilder(); // what is known goes on with something else
        for (int i = 0; i < 3 * known.length(); i++) {
            poison.append(i % 4 == 3 ? '\u0001' : known.charAt(i % known.length()));
        }
        OnlineRecall recall = (query, control) ->
                new OnlineRecall.Recalled(List.of(7L), List.of(poison.toString().repeat(5)));
        OnlineParts parts = new OnlineParts(trainer, List.of(), Optional.of(recall));
        OnlineOptions options = new OnlineOptions(20, 12, 1, 1, OnlineReset.NEVER, true, 10, 0, 0);
        OnlineSnapshots snapshots = new OnlineSnapshots(directory);
        try (OnlineAdaptation online =
                OnlineAdaptation.open(parts, options, stream(known()).iterator(), CONTROL)) {
            for (int i = 0; i < 13; i++) {
                OnlineLine line = online.next(CONTROL).orElseThrow();
                snapshots.observe(line, online.state());
                snapshots.save(online);
            }
        }
        OnlineSnapshots.Snapshot good = snapshots.good().orElseThrow();
        assertThat(good.state().segments()).isEqualTo(9);
        assertThat(snapshots.last(damaged -> {}).orElseThrow().state().segments())
                .isEqualTo(13);
        try (OnlineAdaptation online = OnlineAdaptation.resume(
                OnlineParts.of(trainer),
                SMALL.updating(1, 0),
                stream(known()).iterator(),
                good.state(),
                good.weights(),
                CONTROL)) {
            List<OnlineLine> lines = new ArrayList<>();
            for (Optional<OnlineLine> l = online.next(CONTROL); l.isPresent(); l = online.next(CONTROL)) {
                lines.add(l.orElseThrow());
            }
            assertThat(bits(lines))
                    .as("what the good weights make of the rest")
                    .isLessThan(1.2
                            * lines.stream()
                                    .mapToDouble(
                                            line -> line.base().orElseThrow().bits())
                                    .sum());
        }
    }

    /** A document that is learned holds a later passage: nobody knows so when it is recalled, and each segment of it says so. */
    @Test
    void aPassageThatWasGivenAwayIsSeenAlsoAfterAnInterruption() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sentences.add("In year " + (1000 + 37 * i) + " the ship number " + (i * i + 11) + " came home with "
                    + (7 * i) + " barrels. ");
        }
        String text = String.join("", sentences);
        String passage = String.join("", sentences.subList(30, 35));
        OnlineRecall recall = new OnlineRecall() {
            @Override
            public Recalled recall(Query query, RunControl control) {
                return new Recalled(List.of(7L, 8L), List.of(passage, CODE));
            }

            @Override
            public List<String> texts(List<Long> ids) {
                return ids.stream().map(id -> id == 7 ? passage : CODE).toList();
            }
        };
        OnlineParts parts = new OnlineParts(trainer, List.of(), Optional.of(recall));
        OnlineOptions options = SMALL.reading(40, 20).recallingAndProbing(10, 0);
        List<OnlineLine> whole = new ArrayList<>();
        OnlineSnapshots snapshots = new OnlineSnapshots(directory);
        try (OnlineAdaptation online =
                OnlineAdaptation.open(parts, options, stream(text).iterator(), CONTROL)) {
            for (Optional<OnlineLine> l = online.next(CONTROL); l.isPresent(); l = online.next(CONTROL)) {
                whole.add(l.orElseThrow());
                if (whole.size() == 15) {
                    snapshots.save(online);
                }
            }
            assertThat(online.state().recalls().leaked())
                    .isEqualTo(whole.stream()
                            .filter(line -> !line.leaked().isEmpty())
                            .count());
        }
        int from = text.indexOf(passage);
        for (OnlineLine line : whole) {
            boolean within = line.start() >= from && line.start() + 40 <= from + passage.length();
            boolean outside = line.start() + 40 <= from || line.start() >= from + passage.length();
            if (within || outside) {
                assertThat(line.leaked()).as("segment " + line.segment()).isEqualTo(within ? List.of(7L) : List.of());
            }
        }
        assertThatThrownBy(() -> ScoreFirst.check(whole))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found that document 7, which was retrieved and learned before, holds it");
        OnlineSnapshots.Snapshot last = snapshots.last(damaged -> {}).orElseThrow();
        try (OnlineAdaptation online = OnlineAdaptation.resume(
                parts, options, stream(text).iterator(), last.state(), last.weights(), CONTROL)) {
            for (Optional<OnlineLine> l = online.next(CONTROL); l.isPresent(); l = online.next(CONTROL)) {
                assertThat(l.orElseThrow())
                        .isEqualTo(whole.get((int) l.orElseThrow().segment()));
            }
        }
        List<OnlineLine> forgotten = new ArrayList<>();
        try (OnlineAdaptation online = OnlineAdaptation.open(
                parts,
                options.resetting(new OnlineReset.EveryTokens(40)),
                stream(text).iterator(),
                CONTROL)) {
            for (Optional<OnlineLine> l = online.next(CONTROL); l.isPresent(); l = online.next(CONTROL)) {
                forgotten.add(l.orElseThrow());
            }
        }
        assertThat(forgotten.stream().filter(line -> !line.leaked().isEmpty()))
                .as("what is forgotten gives nothing away, but for the segment just after")
                .allSatisfy(line -> assertThat(line.segment() % 10).isZero());
    }

    @Test
    void aLeakIsSeenWhileItHappensAndInTheLog() {
        try (Trainer.Session session = trainer.begin(CONTROL)) {
            ScoreFirst online = new ScoreFirst(session.online(), 1);
            int[] first = online.tokens("what was scored");
            int[] second = online.tokens("what was not");
            online.score(new int[0], first, CONTROL);
            online.train(0, new int[0], first, CONTROL);
            assertThatThrownBy(() -> online.train(1, first, second, CONTROL))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tokens that were not scored before");
            assertThat(online.updates()).isOne();
        }
        List<OnlineLine> honest = run(SMALL, repeated(1));
        List<OnlineLine> leaked = new ArrayList<>();
        for (OnlineLine line : honest) { // what the log of a reader would be that learns, then scores
            leaked.add(line.segment() == 2 ? with(line, line.updates() + 1, line.learned() + 1) : line);
        }
        assertThatThrownBy(() -> ScoreFirst.check(leaked))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segment 2: found that steps had seen 3 segments");
        assertThatThrownBy(() -> ScoreFirst.check(honest.subList(1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found segment 1 in the log, wanted segment 0");
    }

    private static OnlineLine with(OnlineLine line, long updates, long learned) {
        return new OnlineLine(
                line.segment(),
                line.document(),
                line.name(),
                line.start(),
                line.sha256(),
                updates,
                learned,
                line.online(),
                line.base(),
                line.reset(),
                line.recalled(),
                line.leaked(),
                line.losses(),
                line.probe());
    }

    @Test
    void recallsNeighboursOfThePastAndNothingAhead() {
        List<String> pasts = new ArrayList<>();
        List<String> aheads = new ArrayList<>();
        OnlineRecall recall = (query, control) -> {
            pasts.add(query.past());
            aheads.add(query.ahead());
            assertThat(query.document()).isEqualTo("d0");
            return new OnlineRecall.Recalled(List.of(7L), List.of("a neighbour"));
        };
        String text = POEM + "Ünïcödé ähead of what comes. " + POEM;
        OnlineParts parts = new OnlineParts(trainer, List.of(POEM), Optional.of(recall));
        try (OnlineAdaptation online = OnlineAdaptation.open(
                parts, SMALL.recallingAndProbing(2, 3), stream(text).iterator(), CONTROL)) {
            Score before = online.probeOfBase(CONTROL);
            List<OnlineLine> lines = rest(online);
            assertThat(online.probeOfBase(CONTROL)).as("the base stays").isEqualTo(before);
            assertThat(lines).extracting(OnlineLine::recalled).startsWith(List.of(), List.of(), List.of(7L), List.of());
            assertThat(lines).extracting(OnlineLine::updates).startsWith(0L, 1L, 3L, 4L, 6L);
            assertThat(lines.stream().filter(line -> line.probe().isPresent()))
                    .extracting(OnlineLine::segment)
                    .as("where the third and the sixth update are")
                    .startsWith(2L, 4L);
            assertThat(lines.get(4).probe().orElseThrow().bits()).isLessThan(before.bits());
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < pasts.size(); i++) {
            int at = (2 * i + 2) * 20;
            assertThat(pasts.get(i)).isEqualTo(new String(bytes, 0, at, StandardCharsets.UTF_8));
            assertThat(text).contains(pasts.get(i) + aheads.get(i));
        }
    }

    @Test
    void refusesWhatCannotBe() {
        try (Trainer one = new BytesTrainerProvider()
                .open(Settings.of(Map.of("max-sessions", "1", "context-tokens", "64", "buckets", "64")))) {
            OnlineParts parts = OnlineParts.of(one);
            assertThatThrownBy(() ->
                            OnlineAdaptation.open(parts, SMALL, repeated(1).iterator(), CONTROL))
                    .hasMessageContaining("found a trainer of one session, wanted two");
            assertThatThrownBy(() -> OnlineAdaptation.open(
                            parts,
                            SMALL.withBase(false).updating(4, 1),
                            repeated(1).iterator(),
                            CONTROL))
                    .hasMessageContaining("segments of 20 tokens of which 4 are learned at once")
                    .hasMessageContaining("wanted at most the 64");
            OnlineAdaptation.open(parts, SMALL.withBase(false), repeated(1).iterator(), CONTROL)
                    .close();
        }
        assertThatThrownBy(() -> new OnlineReset.Fading(1.5)).hasMessageContaining("found a share of 1.5");
        assertThatThrownBy(() -> SMALL.reading(0, 1)).hasMessageContaining("found a segment of 0");
    }

    @Test
    void harmEndsTheRun() {
        OnlineOptions strict = new OnlineOptions(20, 12, 1, 1, OnlineReset.PER_DOCUMENT, true, 0, 0, 1);
        try (Trainer wild = trainer("100");
                OnlineAdaptation online = OnlineAdaptation.open(
                        OnlineParts.of(wild), strict, stream(known()).iterator(), CONTROL)) {
            assertThatThrownBy(() -> rest(online))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("diverged: of late")
                    .hasMessageContaining("lower learning rate");
        }
    }

    /** What the base model knows best. */
    private static String known() {
        try (InputStream text = BytesTrainer.class.getResourceAsStream("/org-ttt4j-testkit-base.txt")) {
            return new String(text.readNBytes(2000), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void anEmptyStreamHasNoSegmentsAndAShortOneHasOne() {
        assertThat(run(SMALL, List.of())).isEmpty();
        assertThat(run(SMALL, stream("", ""))).isEmpty();
        assertThat(run(SMALL, stream("", "ab", ""))).singleElement().satisfies(line -> {
            assertThat(line.document()).isEqualTo(1);
            assertThat(line.online().bytes()).isEqualTo(2);
        });
    }

    @Test
    void aLongDocumentInPiecesIsTheSameAsInOne() {
        String text = POEM.repeat(600); // more than is tokenized at once
        List<OnlineText> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); from += 1000) {
            String piece = text.substring(from, Math.min(text.length(), from + 1000));
            pieces.add(new OnlineText(from == 0, "d0", piece));
        }
        OnlineOptions options =
                OnlineOptions.DEFAULT.reading(64, 0).updating(1, 0).withBase(false);
        List<OnlineLine> whole = run(options, stream(text));
        assertThat(run(options, pieces)).isEqualTo(whole);
        assertThat(whole.stream().mapToLong(line -> line.online().bytes()).sum())
                .isEqualTo(text.length());
    }

    @Test
    void stateTellsTheWorkThatWasDone() {
        try (OnlineAdaptation online = open(SMALL, stream("x".repeat(50)))) {
            rest(online);
            OnlineState state = online.state();
            // prefix and 20 tokens of which the last is only predicted; 12 and 20; 12 and 10
            assertThat(state.work()).isEqualTo(new OnlineState.Work(20 + 31 + 21, 0, 20 + 31 + 21));
            assertThat(state.segments()).isEqualTo(3);
            assertThat(state.updates()).isEqualTo(3);
            assertThat(state.online().tokens()).isEqualTo(50);
        }
    }
}
