package org.ttt4j.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.ttt4j.api.OnlineText;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.Compression;
import org.ttt4j.store.CorpusDocument;
import org.ttt4j.store.CorpusReader;
import org.ttt4j.store.TextFragments;

/**
 * The documents of a file or of standard input, read when they are needed: JSON lines, or one text of any length; both also
 * compressed. Of standard input whole lines are handed out as soon as they are there, unless it is compressed. Confined to one
 * thread.
 */
final class StreamInput implements OnlineText.Live, AutoCloseable {

    static final String STANDARD_INPUT = "standard input";

    private static final String LINE = "line ";

    /** Larger files are not read twice to know how much text they hold. */
    private static final long MEASURED = 256L << 20;

    private final IoSupplier<Optional<OnlineText>> source;
    private final AutoCloseable reader;
    private final Optional<InputStream> live;
    private final Deque<OnlineText> fetched = new ArrayDeque<>();

    private StreamInput(IoSupplier<Optional<OnlineText>> source, AutoCloseable reader, Optional<InputStream> live) {
        this.source = source;
        this.reader = reader;
        this.live = live;
    }

    /** How the bytes are to be understood. */
    enum Format {
        /** Told by the name, on standard input by the first character. */
        AUTO,
        JSONL,
        TEXT
    }

    /**
     * Where text comes from. Thread-safe.
     *
     * @param data a file, or {@code -} for standard input
     * @param format how it is to be understood
     */
    record Place(String data, Format format) {

        boolean standardInput() {
            return data.equals("-");
        }

        /** For messages. */
        String name() {
            return standardInput() ? STANDARD_INPUT : data;
        }

        private boolean lines(BufferedInputStream in) throws IOException {
            if (format != Format.AUTO) {
                return format == Format.JSONL;
            }
            if (!standardInput()) {
                Path name = Path.of(data).getFileName();
                return name != null && Compression.stem(name.toString()).endsWith(".jsonl");
            }
            in.mark(1);
            int first = in.read();
            in.reset();
            return first == '{';
        }
    }

    /**
     * Opens a place.
     *
     * @param standardInput read if the place says so
     * @param maxLineBytes longest line of JSON that can be used
     * @param bad told about lines that cannot be used
     * @param control cancels waiting
     * @throws IOException if it cannot be read
     */
    static StreamInput open(Place place, InputStream standardInput, int maxLineBytes, BadLines bad, RunControl control)
            throws IOException {
        InputStream raw = place.standardInput()
                ? new PatientInput(standardInput, STANDARD_INPUT, control)
                : Files.newInputStream(file(place));
        return of(raw, place, maxLineBytes, bad);
    }

    private static StreamInput of(InputStream raw, Place place, int maxLineBytes, BadLines bad) throws IOException {
        try {
            BufferedInputStream in = new BufferedInputStream(Compression.decompressed(raw));
            String name = place.name();
            Optional<InputStream> live = place.standardInput() ? Optional.of(in) : Optional.empty();
            if (place.lines(in)) {
                CorpusReader reader = CorpusReader.of(in, name, maxLineBytes, bad);
                return new StreamInput(
                        () -> reader.next().map(document -> text(document, reader.line())), reader, live);
            }
            TextFragments reader = new TextFragments(in, name, bad);
            boolean[] begun = {false};
            return new StreamInput(
                    () -> reader.next().map(text -> {
                        OnlineText piece = new OnlineText(!begun[0], name, text);
                        begun[0] = true;
                        return piece;
                    }),
                    reader,
                    live);
        } catch (IOException | RuntimeException failed) {
            raw.close();
            throw failed;
        }
    }

    private static OnlineText text(CorpusDocument document, long line) {
        return OnlineText.of(document.source().isEmpty() ? LINE + line : document.source(), document.text());
    }

    /** The source that a document's name tells, or empty if it is named after its place for want of one. */
    static String source(String name) {
        boolean place = name.equals(STANDARD_INPUT) || name.matches(LINE + "\\d+");
        return place ? "" : name;
    }

    private static Path file(Place place) {
        Path file = Path.of(place.data());
        if (Files.isDirectory(file)) {
            throw CommandException.failed(file + ": is a directory, wanted a file of text or of JSON lines");
        }
        return file;
    }

    /** Bytes of text in a file, for the progress bar; empty if that is not known before it was read. */
    static OptionalLong measure(Place place, AppSettings app, RunControl control) throws IOException {
        if (place.standardInput() || !Files.isRegularFile(file(place)) || Files.size(file(place)) > MEASURED) {
            return OptionalLong.empty();
        }
        long bytes = 0;
        try (StreamInput input =
                of(Files.newInputStream(file(place)), place, app.maxLineBytes(), new BadLines(app.onBadLine()))) {
            while (input.hasNext()) {
                control.checkCancelled();
                bytes += input.next().text().getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return OptionalLong.of(bytes);
    }

    @Override
    public boolean hasNext() {
        return !fetched.isEmpty() || fetch();
    }

    @Override
    public boolean ready() {
        try {
            return live.isEmpty() || !fetched.isEmpty() || live.orElseThrow().available() > 0;
        } catch (IOException unreadable) {
            return true; // reading tells why
        }
    }

    /** Whether any text comes: reads until it does, and keeps what it reads. */
    boolean holdsText() {
        while (fetched.isEmpty() || fetched.getLast().text().isEmpty()) {
            if (!fetch()) {
                return false;
            }
        }
        return true;
    }

    private boolean fetch() {
        try {
            Optional<OnlineText> next = source.get();
            next.ifPresent(fetched::addLast);
            return next.isPresent();
        } catch (IOException unreadable) {
            throw Failures.unchecked(unreadable);
        }
    }

    @Override
    public OnlineText next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the stream has ended");
        }
        return fetched.removeFirst();
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
