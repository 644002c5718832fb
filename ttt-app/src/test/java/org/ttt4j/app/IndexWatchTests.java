package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;
import org.ttt4j.server.ServerSettings;
import org.ttt4j.server.TttServer;
import org.ttt4j.store.IndexManifest;

/** An index directory that changes under a server, looked at when the test says so. */
class IndexWatchTests {

    @TempDir
    private Path directory;

    private final Undo opened = new Undo();
    private final Logger logger = Logger.getLogger(IndexWatch.class.getName());
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Path index;
    private Served served;
    private IndexWatch watch;

    @BeforeEach
    void serve() throws IOException {
        index = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", Corpora.write(directory.resolve("c.jsonl"), 60), "--out", index)
                .succeeded();
        List<String> assignments = new ArrayList<>(CommandRun.PURE_JAVA);
        assignments.removeIf(word -> word.equals("--set"));
        assignments.add("ttt.index.verify=lazy");
        Configuration configuration =
                Configuration.load(Registry.load(List.of()), ConfigurationSources.of(assignments));
        served = opened.push(Served.open(configuration, index, RunControl.silent()));
        TttServer server = opened.push(TttServer.start(served.parts(), ServerSettings.onFreePort()));
        watch = opened.push(new IndexWatch(served, server, 0));
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        logger.removeHandler(handler);
        opened.close();
    }

    @Test
    void aVersionThatTheBackendRefusesIsSaidOnceAndTriedAgain() throws IOException {
        CommandRun.pure("index", "delete", index, "--ids", "42").succeeded();
        String first = served.version();
        Path file = indexFile();
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = whole.clone();
        damaged[9] ^= 1; // in the header, which is read at once
        Files.write(file, damaged);
        for (int i = 0; i < 20; i++) {
            watch.look();
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("cannot be used, so the earlier version goes on: ");
        assertThat(served.version()).isEqualTo(first);
        Files.write(file, whole);
        for (int i = 0; i < 20 && served.version().equals(first); i++) {
            watch.look();
        }
        assertThat(served.version()).isEqualTo(newest());
        CommandRun.pure("index", "delete", index, "--ids", "43").succeeded();
        watch.look();
        assertThat(served.version()).isEqualTo(newest()).isNotEqualTo(first);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void aManifestThatCannotBeReadIsSaidOnceForEachTimeItBreaks() throws IOException {
        Path manifest = index.resolve(IndexManifest.FILE);
        byte[] whole = Files.readAllBytes(manifest);
        for (int time = 1; time <= 2; time++) {
            Files.writeString(manifest, "{", StandardOpenOption.TRUNCATE_EXISTING);
            for (int i = 0; i < 5; i++) {
                watch.look();
            }
            assertThat(warnings).hasSize(time);
            Files.write(manifest, whole);
            watch.look();
            assertThat(warnings).hasSize(time);
        }
        assertThat(served.version()).isEqualTo(newest());
    }

    private String newest() {
        return IndexManifest.read(index).contentHash();
    }

    /** The file of the backend in its newest version. */
    private Path indexFile() throws IOException {
        try (Stream<Path> files = Files.walk(index)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("exact"))
                    .max((a, b) -> a.toString().compareTo(b.toString()))
                    .orElseThrow();
        }
    }
}
