package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ModelCheck;
import org.ttt4j.api.ModelInfo;
import org.ttt4j.api.ModelVerification;
import org.ttt4j.api.Models;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.WeightFormat;
import org.ttt4j.api.WeightFormat.NumberType;

/** Checkpoints described, verified, converted and made. */
class ModelsTests {

    private static final RunControl SILENT = RunControl.silent();

    private final Models models = new TensorFlowTrainerProvider()
            .openModels(Settings.of(Map.of("threads", "1")))
            .orElseThrow();

    @TempDir
    private Path directory;

    /** The numbers that the makers of these models published. */
    @ParameterizedTest
    @CsvSource({
        "gpt2/small, 124439808",
        "gpt2/medium, 354823168",
        "gpt2/large, 774030080",
        "gpt2/xl, 1557611200",
        "gpt-neo/125m, 125198592",
        "llama/1b, 1235814400",
        "llama/3b, 3212749824",
        "qwen2/0.5b, 494032768",
        "phi3/mini, 3821079552",
        "gemma2/2b, 2614341888"
    })
    void shapesAreThoseOfTheReleasedModels(String shape, long parameters) {
        assertThat(Families.parse(ModelShapes.config(shape), shape).size()).isEqualTo(parameters);
        assertThat(models.shapes()).contains(shape);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt-neo", "llama", "qwen2", "phi3", "gemma2"})
    void everyFamilyCanBeMade(String family) {
        Path made = init(family + "/tiny", 1, "made", Optional.empty());
        ModelVerification found = models.verify(made.toString(), SILENT);
        assertThat(found.problems()).isEmpty();
        assertThat(found.notes()).singleElement().asString().contains("tokenizer = bytes");
        ModelCheck.Plan plan = new ModelCheck.Plan(List.of(1, 2, 3, 500), 2, 1e-3, Optional.empty());
        ModelCheck.Report report = models.check(made.toString(), plan, SILENT);
        assertThat(report.meanLoss()).isCloseTo(Math.log(512), within(0.5)); // it knows nothing yet
        assertThat(report.losses().get(2)).isLessThan(report.losses().get(0));
        assertThat(report.parameters()).isEqualTo(found.values());
    }

    @Test
    void weightsAreAFunctionOfTheSeed() {
        String one = fingerprint(init("gpt2/tiny", 1, "a", Optional.empty()));
        assertThat(fingerprint(init("gpt2/tiny", 1, "b", Optional.empty()))).isEqualTo(one);
        assertThat(fingerprint(init("gpt2/tiny", 2, "c", Optional.empty()))).isNotEqualTo(one);
        assertThatThrownBy(() -> init("gpt2/giant", 1, "d", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gpt2/giant")
                .hasMessageContaining("gpt2/small");
    }

    @Test
    void randomWeightsHaveTheirDeviation() {
        Architecture architecture = Families.parse(ModelShapes.config("gpt2/small"), "");
        long[] shape = {768, 3072};
        assertThat(deviation(RandomWeights.of("h.0.mlp.c_fc.weight", shape, architecture, 0)))
                .isCloseTo(0.02, within(1e-4));
        assertThat(deviation(RandomWeights.of("h.0.mlp.c_proj.weight", shape, architecture, 0)))
                .isCloseTo(0.02 / Math.sqrt(24), within(2e-5));
        assertThat(deviation(RandomWeights.of("h.0.ln_1.bias", new long[] {768}, architecture, 0)))
                .isZero();
    }

    @Test
    void shardsAndOneFileAreTheSameWeights() throws IOException {
        Path one = init("llama/tiny", 3, "one", Optional.empty());
        Path many = directory.resolve("many");
        models.convert(one.toString(), many, new WeightFormat(Optional.empty(), 100_000), SILENT);
        assertThat(names(many)).contains("model.safetensors.index.json").hasSizeGreaterThan(4);
        assertThat(models.verify(many.toString(), SILENT).problems()).isEmpty();
        Path back = directory.resolve("back");
        models.convert(many.toString(), back, new WeightFormat(Optional.empty(), Long.MAX_VALUE), SILENT);
        assertThat(names(back)).containsExactly("config.json", "model.safetensors");
        assertThat(back.resolve("model.safetensors")).hasSameBinaryContentAs(one.resolve("model.safetensors"));
    }

    @ParameterizedTest
    @CsvSource({"F16, f16", "BF16, bf16"})
    void numbersAreRoundedAsTorchDoes(NumberType type, String file) throws IOException {
        Golden golden = Golden.named("gpt2_a");
        Path out = directory.resolve("narrow");
        models.convert(golden.directory.toString(), out, new WeightFormat(Optional.of(type), 1 << 30), SILENT);
        try (Safetensors wanted =
                        Safetensors.open(ByteSource.file(Golden.DIRECTORY.resolve("model." + file + ".safetensors")));
                Safetensors found = Safetensors.open(ByteSource.file(out.resolve("model.safetensors")))) {
            // torch's file lacks biases that are zero
            assertThat(found.entries().keySet())
                    .hasSize(28)
                    .containsAll(wanted.entries().keySet());
            for (String tensor : wanted.entries().keySet()) {
                assertThat(found.entries().get(tensor).dtype()).isEqualTo(type.name());
                assertThat(floats(found.floats(tensor))).as(tensor).isEqualTo(floats(wanted.floats(tensor)));
            }
        }
        Path wide = directory.resolve("wide");
        models.convert(out.toString(), wide, new WeightFormat(Optional.of(NumberType.F32), 1 << 30), SILENT);
        Path again = directory.resolve("again");
        models.convert(wide.toString(), again, new WeightFormat(Optional.of(type), 1 << 30), SILENT);
        assertThat(again.resolve("model.safetensors")).hasSameBinaryContentAs(out.resolve("model.safetensors"));
    }

    @Test
    void theConfigurationNamesTheNumbers() {
        Path made = init("gpt2/tiny", 1, "made", Optional.of(NumberType.BF16));
        assertThat(made.resolve("config.json")).content().contains("\"torch_dtype\" : \"bfloat16\"");
        assertThat(models.info(made.toString()).tensors()).containsOnlyKeys("BF16");
        Path out = directory.resolve("out");
        models.convert(made.toString(), out, new WeightFormat(Optional.of(NumberType.F16), 1 << 30), SILENT);
        assertThat(out.resolve("config.json")).content().contains("\"torch_dtype\" : \"float16\"");
    }

    @Test
    void whatCannotBeConvertedLeavesNothing() throws IOException {
        Path model = init("gpt2/tiny", 1, "model", Optional.empty());
        Path out = directory.resolve("out");
        poke(model, 0, 70_000);
        WeightFormat half = new WeightFormat(Optional.of(NumberType.F16), 1 << 30);
        assertThatThrownBy(() -> models.convert(model.toString(), out, half, SILENT))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("transformer.wte.weight: found a value of 70000.0")
                .hasMessageContaining("65504");
        RunControl cancelled = RunControl.silent();
        cancelled.cancel();
        WeightFormat same = new WeightFormat(Optional.empty(), 1 << 30);
        assertThatThrownBy(() -> models.convert(model.toString(), out, same, cancelled))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> models.convert(model.toString(), model, same, SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already");
        assertThat(names(directory)).containsExactly("model");
    }

    @Test
    void everythingWrongIsListed() throws IOException {
        Golden golden = Golden.named("gpt2_a");
        Path weights = golden.directory.resolve("model.safetensors");
        TensorFile.read(weights)
                .renamed(name -> name.endsWith("h.1.mlp.c_fc.bias") ? null : name.replace("ln_f.bias", "ln_f.b"))
                .zeros("transformer.h.0.attn.bias", "F32", 4, 1, 1, 128, 128)
                .write(weights);
        poke(golden.directory, 10, Float.NaN);
        poke(golden.directory, 11, Float.NEGATIVE_INFINITY);
        Files.writeString(golden.directory.resolve("tokenizer.json"), "{\"model\": {}}");
        ModelVerification found = models.verify(golden.directory.toString(), SILENT);
        assertThat(found.problems())
                .hasSize(5)
                .contains("surplus transformer.ln_f.b", "missing ln_f.bias", "missing h.1.mlp.c_fc.bias")
                .anyMatch(problem -> problem.matches(".*: found 2 of \\d+ values infinite or not a number"))
                .anyMatch(problem -> problem.contains("tokenizer.json"));
        assertThat(found.notes()).anyMatch(note -> note.contains("transformer.h.0.attn.bias"));
    }

    @Test
    void whatCannotBeReadIsAProblemToo() throws IOException {
        Path model = init("gpt2/tiny", 1, "model", Optional.empty());
        Files.writeString(model.resolve("config.json"), "{");
        Files.writeString(model.resolve("model.safetensors"), "short");
        ModelVerification found = models.verify(model.toString(), SILENT);
        assertThat(found.problems()).hasSize(2);
        assertThat(found.fingerprint()).isEmpty();
        assertThat(models.verify(directory.resolve("none").toString(), SILENT).problems())
                .hasSize(2)
                .allMatch(problem -> problem.contains("not found"));
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void goldenCheckpointsAreInOrder(Golden golden) {
        assertThat(models.verify(golden.directory.toString(), SILENT).problems())
                .isEmpty();
        ModelInfo info = models.info(golden.directory.toString());
        assertThat(info.parameters()).isEqualTo(golden.expected.get("n_params").longValue());
        assertThat(info.contextTokens()).isEqualTo(128);
        assertThat(info.heads()).isEqualTo(4);
        assertThat(info.files()).containsKeys("config.json", "model.safetensors");
    }

    @Test
    void theBundledModelIsInOrder() {
        ModelVerification found = models.verify(ModelDirectory.BUNDLED, SILENT);
        assertThat(found.problems()).isEmpty();
        assertThat(found.notes()).isEmpty();
        assertThat(models.info(ModelDirectory.BUNDLED).tokenizer()).contains("4096 ids");
    }

    /** What GPT-2 small was measured to need (docs/performance.md) within a quarter. */
    @Test
    void memoryIsEstimated() {
        Architecture architecture = Families.parse(ModelShapes.config("gpt2/small"), "");
        ModelInfo.Memory memory = MemoryEstimate.of(architecture, 12);
        assertThat(memory.tokens()).isEqualTo(1024);
        assertThat((double) memory.full()).isCloseTo(5.2e9, within(1.3e9));
        assertThat((double) memory.lora()).isCloseTo(3.1e9, within(0.8e9));
    }

    private Path init(String shape, long seed, String name, Optional<NumberType> type) {
        Path out = directory.resolve(name);
        models.init(shape, seed, out, new WeightFormat(type, 1 << 30), SILENT);
        return out;
    }

    private String fingerprint(Path model) {
        return models.verify(model.toString(), SILENT).fingerprint();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Overwrites one number of the weights' data. */
    private static void poke(Path model, int place, float value) throws IOException {
        try (var channel = Files.newByteChannel(
                model.resolve("model.safetensors"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(header);
            channel.position(8 + header.getLong(0) + 4L * place);
            channel.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value));
        }
    }

    private static float[] floats(FloatPieces pieces) {
        float[][] all = {new float[0]};
        pieces.forEach((values, count) -> {
            int before = all[0].length;
            all[0] = Arrays.copyOf(all[0], before + count);
            System.arraycopy(values, 0, all[0], before, count);
        });
        return all[0];
    }

    private static double deviation(FloatPieces pieces) {
        float[] values = floats(pieces);
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        return Math.sqrt(square / values.length);
    }
}
