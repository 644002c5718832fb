package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;

/** How the backend is found and configured, on the module path and on the class path. */
class ModuleTests {

    private static final String SERVICES = "/META-INF/services/org.ttt4j.api.BackendProvider$OfEmbedder";

    @Test
    void theModuleProvidesWhatTheServicesFileNames() {
        assertThat(OnnxEmbedder.class.getModule().isNamed()).isTrue();
        List<String> provided = OnnxEmbedder.class.getModule().getDescriptor().provides().stream()
                .filter(provides -> provides.service().equals(BackendProvider.OfEmbedder.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();
        List<String> listed = new String(Goldens.bytes(SERVICES), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(provided).isEqualTo(listed).containsExactly(OnnxEmbedderProvider.class.getName());
    }

    @Test
    void defaultsInCodeAreThoseOfReferenceConf() {
        Map<String, String> written = new HashMap<>();
        Matcher lines = Pattern.compile("(?m)^ {2}([a-z-]+) = \"?([^\"\\n]*)\"?$")
                .matcher(new String(Goldens.bytes("/reference.conf"), StandardCharsets.UTF_8));
        while (lines.find()) {
            written.put(lines.group(1), lines.group(2));
        }
        assertThat(written).hasSize(8);
        assertThat(OnnxSettings.from(Settings.of(written))).isEqualTo(OnnxSettings.from(Settings.of(Map.of())));
        Map<String, String> read = new HashMap<>();
        OnnxSettings.from(new Recording(written, read));
        assertThat(read.keySet()).isEqualTo(written.keySet());
    }

    @Test
    void wrongSettingsAreRefusedByKey() {
        Map<String, String> wrong = Map.of(
                "pooling",
                "max",
                "normalize",
                "yes",
                "max-tokens",
                "many",
                "device",
                "gpu",
                "workers",
                "-1",
                "batch",
                "0",
                "model",
                "bundled:",
                "tokenizer",
                "a\0b");
        wrong.forEach((key, value) -> assertThatThrownBy(() -> OnnxSettings.from(Settings.of(Map.of(key, value))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("wanted"));
        assertThatThrownBy(() -> OnnxSettings.from(Settings.of(Map.of("model", "a\0b"))))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void providersLoadNothingNative() {
        OnnxEmbedderProvider provider = new OnnxEmbedderProvider();
        assertThat(provider.id()).isEqualTo("onnx");
        assertThat(provider.description()).doesNotContain("\n");
        assertThat(provider.probe(Settings.of(Map.of()))).isEqualTo("cpu");
    }

    /** Version 1.29 looks at the command line with regular expressions and overflows its stack if that is long. */
    @Test
    void worksOnTheClassPathWhateverTheLengthOfTheCommandLine() throws IOException, InterruptedException {
        String classPath = Stream.of(
                        System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .collect(Collectors.joining(File.pathSeparator));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process program = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        classPath + File.pathSeparator + Path.of("target", "test-classes"),
                        ClassPathProgram.class.getName(),
                        "a".repeat(100_000))
                .redirectErrorStream(true)
                .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(output).isZero();
        assertThat(output).contains("unnamed module, 1 x 384");
    }

    @Test
    void theNativeLibraryReportsToNobody() throws IOException {
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x64" : "aarch64";
        String library = "/ai/onnxruntime/native/linux-" + architecture + "/libonnxruntime.so";
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(library)) {
            assertThat(in).as(library).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains("events.data.microsoft.com"))
                    .isFalse();
        }
    }

    /** What a program on the class path does. */
    static final class ClassPathProgram {

        private ClassPathProgram() {}

        public static void main(String[] args) {
            BackendProvider.OfEmbedder provider = ServiceLoader.load(BackendProvider.OfEmbedder.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(found -> found.id().equals("onnx"))
                    .findFirst()
                    .orElseThrow();
            try (var embedder = provider.open(Settings.of(Map.of()))) {
                var rows = embedder.embed(List.of("a text"), org.ttt4j.api.RunControl.silent());
                System.out.println((provider.getClass().getModule().isNamed() ? "named" : "unnamed") + " module, "
                        + rows.rows() + " x " + rows.dimension());
            }
        }
    }

    /** Notes which keys are read. */
    private record Recording(Map<String, String> values, Map<String, String> read) implements Settings {

        @Override
        public java.util.Optional<String> find(String key) {
            read.put(key, "");
            return java.util.Optional.ofNullable(values.get(key));
        }

        @Override
        public ConfigException refuse(String key, String problem) {
            return new ConfigException(key, "", problem);
        }
    }
}
