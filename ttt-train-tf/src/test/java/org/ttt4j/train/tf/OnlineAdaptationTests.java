package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.ScoreFirst;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** What the contract of adapting along a text cannot ask of every trainer. */
class OnlineAdaptationTests {

    private static final RunControl SILENT = RunControl.silent();

    @TempDir
    private Path directory;

    /** TensorFlow's rewriting must not tell a pass that is only scored from one that is learned. */
    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void aScoreIsThatOfTheStepToTheLastBit(Golden golden) throws IOException {
        int[] ids = golden.ids();
        int[][] inputs = {Arrays.copyOf(ids, ids.length - 1)};
        int[][] targets = {Arrays.copyOfRange(ids, 1, ids.length)};
        try (LanguageModel model = golden.open("model.safetensors", Precision.FLOAT32)) {
            for (int number = 1; number <= 3; number++) {
                float[] scored = model.lossesAsTrained(inputs, targets);
                assertThat(model.stepLosses(inputs, targets, Pass.PLAIN, number, 1e-3))
                        .containsExactly(scored);
            }
        }
    }

    /** The same for what a trainer does, with attention in spans, with little that is trained, and with rounded products. */
    @ParameterizedTest
    @CsvSource({
        "adaptation=full",
        "adaptation=lora",
        "adaptation=layers layers=3",
        "adaptation=bias",
        "adaptation=full accumulate=2",
        "adaptation=full precision=bf16"
    })
    void theBundledModelToo(String given) {
        try (Trainer trainer = open("bundled:ttt-tiny", given.split(" ", -1));
                Trainer.Session session = trainer.begin(SILENT)) {
            Trainer.Online online = session.online();
            int[] tokens = online.tokens("A text of a few hundred tokens, all of them read. ".repeat(40));
            int[] context = Arrays.copyOf(tokens, 250);
            for (int from = 250; from < 400; from += 50) {
                int[] segment = Arrays.copyOfRange(tokens, from, from + 50);
                Score scored = online.score(context, segment, SILENT);
                assertThat(online.scoreAndTrain(1, context, segment, SILENT).score())
                        .isEqualTo(scored);
            }
        }
    }

    /** A gradient that is held has moved nothing: the update is the step that takes it. */
    @Test
    void aGradientThatIsHeldIsNoUpdate() {
        try (Trainer trainer = open(Golden.DIRECTORY.toString(), "accumulate=3");
                Trainer.Session session = trainer.begin(SILENT)) {
            ScoreFirst online = new ScoreFirst(session.online(), 1);
            int[] tokens = online.tokens("A segment");
            List<Long> updates = new ArrayList<>();
            List<Long> learned = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                online.scoreAndTrain(i, new int[0], tokens, SILENT);
                updates.add(online.updates());
                learned.add(online.learned());
            }
            assertThat(updates).containsExactly(0L, 0L, 1L, 1L, 1L, 2L, 2L);
            assertThat(learned).containsExactly(0L, 0L, 3L, 3L, 3L, 6L, 6L);
        }
    }

    /** What stands before a segment is a prompt. */
    @Test
    void theStepIsThatOfAnAnswerToTheContext() {
        String context = "What is read and not learned. ";
        String segment = "What is learned.";
        try (Trainer trainer = open(Golden.DIRECTORY.toString(), "optimizer=sgd", "clip=0", "learning-rate=0.1");
                Trainer.Session session = trainer.begin(SILENT)) {
            Trainer.Online online = session.online();
            online.train(1, online.tokens(context), online.tokens(segment), SILENT);
            List<Score> learned = session.score(List.of(context, segment), SILENT);
            session.reset();
            session.trainAnswers(new long[] {1}, List.of(context + segment), new int[] {context.length()}, SILENT);
            assertThat(session.score(List.of(context, segment), SILENT)).isEqualTo(learned);
        }
    }

    /** Three segments here, the others in a JVM that knows only the file. */
    @ParameterizedTest
    @CsvSource({"optimizer=adamw accumulate=2 schedule=linear schedule-steps=9", "adaptation=lora dropout=true"})
    void aFreshJvmContinuesBitForBit(String given) throws Exception {
        List<String> settings = new ArrayList<>(List.of(given.split(" ", -1)));
        settings.add("lora-dropout=0.1");
        Path file = directory.resolve("snapshot");
        List<String> whole = new ArrayList<>();
        try (Trainer trainer = open(Golden.DIRECTORY.toString(), settings.toArray(String[]::new));
                Trainer.Session session = trainer.begin(SILENT)) {
            whole.addAll(Rest.read(session.online(), 0, 3));
            session.online().snapshot(file);
            whole.addAll(Rest.read(session.online(), 3, 7));
        }
        List<String> arguments = new ArrayList<>(List.of(Golden.DIRECTORY.toString(), file.toString()));
        arguments.addAll(settings);
        String printed = ChildJvm.run(directory, Rest.class, 5, arguments.toArray(String[]::new));
        assertThat(printed.lines().filter(line -> line.startsWith("0x")).toList())
                .isEqualTo(whole.subList(3, 7));
    }

    /** Restores a snapshot and reads what follows; arguments are model, file and settings. */
    static final class Rest {

        private Rest() {}

        public static void main(String[] arguments) {
            String[] settings = Arrays.copyOfRange(arguments, 2, arguments.length);
            try (Trainer trainer = open(arguments[0], settings);
                    Trainer.Session session = trainer.begin(SILENT)) {
                session.online().restore(Path.of(arguments[1]));
                read(session.online(), 3, 7).forEach(System.out::println);
            }
        }

        /** Scores of segments of a text, each learned after it was scored, in hexadecimal. */
        static List<String> read(Trainer.Online online, int from, int to) {
            int[] tokens = online.tokens("Segments of one text, which is read on where the other program was stopped.");
            List<String> scores = new ArrayList<>();
            for (int i = from; i < to; i++) {
                int[] segment = Arrays.copyOfRange(tokens, 8 * i, 8 * i + 8);
                Trainer.Online.Scored scored = online.scoreAndTrain(i, Arrays.copyOf(tokens, 8 * i), segment, SILENT);
                scores.add(Double.toHexString(scored.score().bits()) + " "
                        + scored.step().loss());
            }
            return scores;
        }
    }

    @Test
    void segmentsOfAnyLengthLeaveNothingBehind() throws IOException {
        assumeTrue(ChildJvm.tellsItsMemory(), "this system does not tell the resident set in /proc/self/status");
        NativeHandles handles = NativeHandles.of("tensorflow");
        long before = handles.count();
        try (Trainer trainer = open(Golden.DIRECTORY.toString());
                Trainer.Session session = trainer.begin(SILENT)) {
            OnlineSoak.work(session.online(), 100, directory);
            long open = handles.count();
            long warm = ChildJvm.kilobytes("VmRSS");
            OnlineSoak.work(session.online(), 200, directory);
            assertThat(handles.count()).isEqualTo(open);
            // A leaked step would hold at least the 0.5 MB of its gradients: 200 of them are 100 MB.
            assertThat(ChildJvm.kilobytes("VmRSS") - warm).isLessThan(30_000);
        }
        assertThat(handles.count()).isEqualTo(before);
    }

    private static Trainer open(String model, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("model", model, "threads", "1", "learning-rate", "0.001"));
        if (model.equals(Golden.DIRECTORY.toString())) {
            all.put("tokenizer", "bytes");
        }
        for (String pair : settings) {
            all.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return new TensorFlowTrainerProvider().open(Settings.of(all));
    }
}
