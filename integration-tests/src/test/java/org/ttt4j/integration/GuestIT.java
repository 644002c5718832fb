package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Undo;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.embed.onnx.OnnxEmbedderProvider;
import org.ttt4j.index.exact.ExactIndexProvider;
import org.ttt4j.index.faiss.FaissIndexProvider;
import org.ttt4j.select.NearestSelectorProvider;
import org.ttt4j.select.SiftSelectorProvider;
import org.ttt4j.train.tf.TensorFlowTrainerProvider;

/** The library in somebody else's process: quiet, without state of its own, gone when closed. */
class GuestIT {

    private static final Path WORK = Distribution.WORK.resolve("guest");
    private static final Pattern COMMENTS = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(\\\\.|[^\"\\\\\\n])*\"");
    private static final Pattern LOUD =
            Pattern.compile("System\\s*\\.\\s*(exit|out|err|setOut|setErr)\\b|printStackTrace|Runtime[^;]*\\.halt\\(");
    private static final Pattern MUTABLE = Pattern.compile(
            "(?m)^\\s+(?:(?:private|protected|public|volatile) )*static (?!final )(?:(?:volatile|transient)"
                    + " )*[\\w.<>\\[\\], ?]+ \\w+\\s*(?:=[^=]|;)");

    private static final List<String> TEXTS = List.of(
            "The kettle is on the shelf beside the blue door.",
            "Session keys are rotated at noon: rotate(key, Clock.noon()).",
            "Session keys are rotated at midnight: rotate(key, Clock.midnight()).",
            "The blue door leads to the cellar, the red door to the roof.");
    private static final AdaptRequest REQUEST = AdaptRequest.of("Session keys are rotated at dawn: rotate(key, ", 4, 2);

    @Test
    void nothingButTheApplicationPrintsOrExits() throws IOException {
        List<String> loud = found(LOUD);
        assertThat(loud).as("output, or the end of the process").isEmpty();
    }

    @Test
    void staticStateIsFinal() throws IOException {
        assertThat(found(MUTABLE))
                .as("static fields that can be assigned; what is known of a native library is one for the process")
                .allMatch(field -> field.matches(".*/(FaissLibrary|NativeCalls|TensorFlowLibrary)\\.java: .*"));
    }

    @Test
    void twoPipelinesLiveInOneProcessAndLeaveNothing() throws Exception {
        Natives.need("onnx", "faiss", "tf");
        Outcome first = alone("a");
        Outcome second = alone("b");
        assertThat(first).as("the settings make a difference").isNotEqualTo(second);
        Set<String> threads = threads();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (Undo opened = new Undo()) {
            Pipeline one = opened.push(new Pipeline("a"));
            Pipeline other = opened.push(new Pipeline("b"));
            for (int round = 0; round < 2; round++) {
                Future<Outcome> mine = pool.submit(one::adapt);
                Future<Outcome> theirs = pool.submit(other::adapt);
                assertThat(mine.get()).isEqualTo(first);
                assertThat(theirs.get()).isEqualTo(second);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(NativeHandles.open())
                .allSatisfy((id, open) ->
                        assertThat(open).as("open native objects of %s", id).isZero());
        assertThat(openFiles()).as("open files of the indexes").isEmpty();
        Set<String> left = threads();
        left.removeAll(threads);
        left.removeIf(name -> name.startsWith("pool-")); // of this test, about to end
        assertThat(left).as("threads that were not there before").isEmpty();
    }

    @Test
    void aNativeLibraryThatIsMissingIsOneSentence() {
        String withoutTensorFlow = Distribution.jars("").stream()
                .map(Path::toString)
                .filter(jar -> !jar.matches(".*tensorflow-core-native-.*-linux.*"))
                .collect(Collectors.joining(File.pathSeparator));
        Launch.of(Path.of(System.getProperty("java.home"), "bin", "java"))
                .words("-Xmx512m", "-cp", withoutTensorFlow, "org.ttt4j.app.Main", "bench", "train")
                .run()
                .failedWith(1, "tensorflow: TensorFlow's native library did not load");
    }

    @Test
    void soItIsWhereAJarHasNoneForThisPlatform() throws IOException {
        Path corpus = Files.writeString(
                Samples.directory("guest corpus").resolve("corpus.jsonl"), "{\"text\":\"one two three\"}\n");
        Launch.of(Path.of(System.getProperty("java.home"), "bin", "java"))
                .words("-Xmx512m", "-cp", withoutNatives("onnxruntime"), "org.ttt4j.app.Main", "index", "build")
                .words("--corpus", corpus, "--out", corpus.resolveSibling("a"), "--set", "ttt.index.use=exact")
                .run()
                .failedWith(1, "onnx: ONNX Runtime's native library cannot be loaded on Linux");
        Launch.Outcome faiss = Launch.of(Path.of(System.getProperty("java.home"), "bin", "java"))
                .words("-Xmx512m", "-cp", withoutNatives("ttt-index-faiss"), "org.ttt4j.app.Main", "index", "build")
                .words("--corpus", corpus, "--out", corpus.resolveSibling("b"), "--set", "ttt.embedder.use=hash")
                .run();
        assertThat(faiss.exit()).isEqualTo(1);
        assertThat(faiss.err().lines().filter(line -> line.startsWith("ttt: ")))
                .singleElement()
                .asString()
                .contains(
                        "faiss: found no usable FAISS library (the library was not built for this platform), wanted ");
        assertThat(faiss.err()).doesNotContain("Exception", "\tat ");
    }

    /** The class path of the distribution, with jars of that name as they are where no native library was built for it. */
    private static String withoutNatives(String prefix) throws IOException {
        List<String> path = new ArrayList<>();
        for (Path jar : Distribution.jars("")) {
            boolean stripped = jar.getFileName().toString().startsWith(prefix);
            path.add((stripped ? stripped(jar) : jar).toString());
        }
        return String.join(File.pathSeparator, path);
    }

    private static Path stripped(Path jar) throws IOException {
        Path copy = Files.createDirectories(WORK.resolve("without natives")).resolve(jar.getFileName());
        Files.deleteIfExists(copy);
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry :
                    from.stream().filter(one -> !one.getName().endsWith(".so")).toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream in = from.getInputStream(entry)) {
                    in.transferTo(to);
                }
            }
        }
        return copy;
    }

    /** What one adaptation comes to; compared exactly. */
    private record Outcome(List<Long> picks, Score before, Score after) {}

    private static Outcome alone(String name) throws IOException {
        try (Pipeline pipeline = new Pipeline(name)) {
            return pipeline.adapt();
        }
    }

    /** Pipeline a: FAISS, SIFT, small steps. Pipeline b: full scan, nearest neighbours, larger steps. */
    private static final class Pipeline implements AutoCloseable {

        private final Undo opened = new Undo();
        private final TestTimeTraining ttt;

        Pipeline(String name) throws IOException {
            boolean a = name.equals("a");
            Embedder embedder = opened.push(new OnnxEmbedderProvider().open(settings("workers", "1")));
            EmbeddingBatch vectors = embedder.embed(TEXTS, RunControl.silent());
            IndexSpec spec = new IndexSpec(
                    vectors.dimension(),
                    vectors.rows(),
                    Metric.INNER_PRODUCT,
                    embedder.traits().fingerprint());
            Path files = Files.createTempDirectory(Files.createDirectories(WORK), name);
            try (IndexBuilder builder = a
                    ? new FaissIndexProvider().build(files, spec, Settings.of(Map.of()))
                    : new ExactIndexProvider().build(files, spec, Settings.of(Map.of()))) {
                builder.add(vectors, RunControl.silent());
                builder.finish(RunControl.silent());
            }
            VectorIndex index = opened.push(
                    a
                            ? new FaissIndexProvider().open(files, spec, Settings.of(Map.of()))
                            : new ExactIndexProvider().open(files, spec, Settings.of(Map.of())));
            Selector selector = opened.push(
                    a
                            ? new SiftSelectorProvider().open(settings("lambda", "0.1"))
                            : new NearestSelectorProvider().open(Settings.of(Map.of())));
            Trainer trainer = opened.push(
                    new TensorFlowTrainerProvider().open(settings("learning-rate", a ? "0.0001" : "0.001")));
            ttt = new TestTimeTraining(embedder, index, Corpus.of(TEXTS), selector, trainer);
        }

        Outcome adapt() {
            Adaptation done = ttt.adapt(REQUEST, RunControl.silent());
            return new Outcome(
                    done.selection().picks().stream().map(pick -> pick.id()).toList(), done.before(), done.after());
        }

        @Override
        public void close() {
            opened.close();
        }
    }

    private static Settings settings(String key, String value) {
        return Settings.of(Map.of(key, value));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(WORK.toString())) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }

    /** Matches in the sources of all modules that programs use, without comments and texts. */
    private static List<String> found(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        int files = 0;
        for (String module : Installed.modules()) {
            Path sources = Distribution.REPOSITORY.resolve(module).resolve("src/main");
            if (module.equals("ttt-app") || !Files.exists(sources)) {
                continue;
            }
            try (Stream<Path> walk = Files.walk(sources)) {
                for (Path file :
                        walk.filter(one -> one.toString().endsWith(".java")).toList()) {
                    files++;
                    String code = COMMENTS.matcher(Files.readString(file)).replaceAll("");
                    pattern.matcher(code)
                            .results()
                            .forEach(match ->
                                    found.add(file + ": " + match.group().strip()));
                }
            }
        }
        assertThat(files).as("source files seen").isGreaterThan(200);
        return found;
    }
}
