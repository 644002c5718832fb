package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** What a session saves opens as a model that scores the same, bit for bit. */
class SaveTests {

    private static final String TEXT = "A text to adapt to, to be found again in the files that are written.";
    private static final List<String> SCORED = List.of(TEXT, "And another one, 1234.");
    private static final String WEIGHTS = "model.safetensors";

    private final RunControl control = RunControl.silent();

    @TempDir
    private Path parent;

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void anAdaptedModelOpensAgain(Golden golden) throws IOException {
        Files.writeString(golden.directory.resolve("tokenizer_config.json"), "{\"kept\": true}");
        Files.writeString(golden.directory.resolve("ttt.json"), "{\"learning_rate\": 0.001}");
        Files.writeString(golden.directory.resolve("notes.txt"), "not part of a model");
        Path saved = parent.resolve("deep").resolve("saved");
        List<Score> base = score(golden.directory);
        List<Score> adapted = adaptAndSave(golden.directory, saved);
        assertThat(adapted).isNotEqualTo(base);
        assertThat(score(saved)).isEqualTo(adapted);
        assertThat(score(golden.directory)).isEqualTo(base);
        assertThat(tensors(saved)) // of gpt2_a more than there were: biases that are zero where they are absent
                .containsAll(tensors(golden.directory))
                .hasSize(golden.architecture().parameters().size());
        assertThat(files(saved)).containsExactly("config.json", WEIGHTS, "tokenizer_config.json", "ttt.json");
        assertThat(saved.resolve("config.json")).hasSameBinaryContentAs(golden.directory.resolve("config.json"));
        assertThat(saved.resolve("tokenizer_config.json")).hasContent("{\"kept\": true}");
        assertThat(files(saved.getParent())).containsExactly("saved");
    }

    @Test
    void namesStayAsTheyWereAndHalvesBecomeFloats() throws IOException {
        Golden golden = Golden.named("gpt2_a");
        TensorFile file = TensorFile.read(golden.directory.resolve(WEIGHTS));
        file.renamed(tensor -> tensor.substring("transformer.".length()))
                .renamed(tensor -> tensor.endsWith("attn.c_attn.bias") ? null : tensor)
                .narrowed(false)
                .write(golden.directory.resolve(WEIGHTS));
        Path config = golden.directory.resolve("config.json");
        String json = Files.readString(config);
        assertThat(json).contains("\"torch_dtype\": \"float32\"");
        Files.writeString(config, json.replace("\"torch_dtype\": \"float32\"", "\"torch_dtype\": \"float16\""));
        Path saved = parent.resolve("saved");
        assertThat(score(saved(golden.directory, saved))).isEqualTo(adaptAndSave(golden.directory, null));
        Set<String> wanted = tensors(golden.directory);
        wanted.addAll(List.of("h.0.attn.c_attn.bias", "h.1.attn.c_attn.bias")); // zero where they are absent
        assertThat(tensors(saved)).isEqualTo(wanted);
        assertThat(saved.resolve("config.json")).content().contains("\"torch_dtype\" : \"float32\"");
    }

    @Test
    void theBundledModelTakesItsTokenizerAndItsRateAlong() throws IOException {
        Path saved = parent.resolve("saved");
        List<Score> adapted;
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(Map.of()));
                Trainer.Session session = trainer.begin(control)) {
            session.train(new long[] {1}, List.of(TEXT), control);
            adapted = session.score(SCORED, control);
            session.save(saved, control);
        }
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(Map.of("model", saved.toString())));
                Trainer.Session session = trainer.begin(control)) {
            assertThat(session.score(SCORED, control)).isEqualTo(adapted);
        }
        assertThat(files(saved)).containsExactly("config.json", WEIGHTS, "tokenizer.json", "ttt.json");
        assertThat(ModelDirectory.of(saved.toString()).learningRate()).isEqualTo(1e-3);
    }

    @Test
    void whatIsThereIsNeverOverwrittenAndFailuresLeaveNothing() throws IOException {
        Path taken = Files.createDirectory(parent.resolve("taken"));
        Path file = Files.writeString(parent.resolve("file"), "content");
        try (Trainer trainer = open(Golden.DIRECTORY);
                Trainer.Session session = trainer.begin(control)) {
            for (Path there : List.of(taken, file, Path.of("/"))) {
                assertThatThrownBy(() -> session.save(there, control))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(there + ": found something there already, wanted the name of a new directory");
            }
            assertThatThrownBy(() -> session.save(file.resolve("below"), control))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("could not be written: is already there, but not as a directory");
        }
        assertThat(files(parent)).containsExactly("file", "taken");
        assertThat(file).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora"})
    void savingTellsHowFarItIsAndCanBeCancelled(String adaptation) throws IOException {
        List<Progress.Advanced> told = new ArrayList<>();
        RunControl telling = RunControl.reportingTo(event -> told.add((Progress.Advanced) event));
        RunControl[] cancelled = new RunControl[1];
        cancelled[0] = RunControl.reportingTo(event -> cancelled[0].cancel());
        try (Trainer trainer = open(Golden.DIRECTORY, adaptation);
                Trainer.Session session = trainer.begin(control)) {
            assertThatThrownBy(() -> session.save(parent.resolve("cancelled"), cancelled[0]))
                    .isInstanceOf(CancellationException.class);
            assertThat(files(parent)).isEmpty();
            session.save(parent.resolve("saved"), telling);
            session.save(parent.resolve("again"), control);
        }
        assertThat(files(parent)).containsExactly("again", "saved");
        Progress.Advanced last = told.get(told.size() - 1);
        assertThat(last.stage()).isEqualTo("save");
        assertThat(last.done()).isEqualTo(last.total()).isGreaterThan(1000);
        assertThat(told).hasSizeGreaterThan(4).allMatch(event -> event.total() == last.total());
    }

    @Test
    void closedSessionsSaveNothing() throws IOException {
        try (Trainer trainer = open(Golden.DIRECTORY)) {
            Trainer.Session session = trainer.begin(control);
            session.close();
            assertThatThrownBy(() -> session.save(parent.resolve("late"), control))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(files(parent)).isEmpty();
    }

    @Test
    void aCompanionThatCannotBeReadLeavesNothing() throws IOException {
        Golden golden = Golden.named("gpt2_a");
        Files.createDirectory(golden.directory.resolve("merges.txt"));
        assertThatThrownBy(() -> adaptAndSave(golden.directory, parent.resolve("saved")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("merges.txt");
        assertThat(files(parent)).isEmpty();
    }

    private Path saved(Path model, Path directory) {
        adaptAndSave(model, directory);
        return directory;
    }

    private List<Score> adaptAndSave(Path model, Path directory) {
        try (Trainer trainer = open(model);
                Trainer.Session session = trainer.begin(control)) {
            session.train(new long[] {1, 2}, List.of(TEXT, TEXT), control);
            List<Score> adapted = session.score(SCORED, control);
            if (directory != null) {
                session.save(directory, control);
                assertThat(session.score(SCORED, control)).isEqualTo(adapted);
            }
            return adapted;
        }
    }

    private List<Score> score(Path model) {
        try (Trainer trainer = open(model);
                Trainer.Session session = trainer.begin(control)) {
            return session.score(SCORED, control);
        }
    }

    private static Trainer open(Path model) {
        return open(model, "full");
    }

    private static Trainer open(Path model, String adaptation) {
        Map<String, String> settings = new HashMap<>(Map.of("model", model.toString(), "tokenizer", "bytes"));
        settings.putAll(Map.of("threads", "1", "learning-rate", "0.001", "adaptation", adaptation));
        return new TensorFlowTrainerProvider().open(Settings.of(settings));
    }

    private static Set<String> tensors(Path model) {
        try (WeightFiles files = ModelDirectory.of(model.toString()).weights()) {
            return new TreeSet<>(files.entries().keySet());
        }
    }

    private static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
