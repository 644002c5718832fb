package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

class RegistryTests {

    @TempDir
    private Path directory;

    @Test
    void theReferenceBackendsAreFoundInEverySlot() {
        Registry registry = Registry.load(List.of());
        assertThat(registry.ids(Slot.EMBEDDER)).contains("hash");
        assertThat(registry.ids(Slot.INDEX)).contains("exact");
        assertThat(registry.ids(Slot.SELECTOR)).contains("nn", "sift");
        assertThat(registry.ids(Slot.TRAINER)).contains("bytes");
        assertThat(registry.find(Slot.INDEX, "hash")).isEmpty();
    }

    @Test
    void twoEqualIdsAreRefusedNamingBothModules() {
        Registered one = new Registered(Slot.SELECTOR, new Named("same"));
        assertThatThrownBy(() -> new Registry(List.of(one, new Registered(Slot.SELECTOR, new Named("same")))))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("two selector backends are called \"same\"")
                .hasMessageContaining("module org.ttt4j.app");
    }

    @Test
    void malformedIdsAreRefused() {
        for (String id : new String[] {"", "Upper", "with space", "dot.ted", "-x", "+", "a+b", "a+-b", null}) {
            assertThatThrownBy(() -> new Registry(List.of(new Registered(Slot.SELECTOR, new Named(id)))))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("wanted lower-case letters, digits and dashes");
        }
    }

    @Test
    void idsMayEndInPlus() throws IOException {
        assertThat(new Registry(List.of(new Registered(Slot.SELECTOR, new Named("k-means++")))).ids(Slot.SELECTOR))
                .containsExactly("k-means++");
        assertThat(Slot.SELECTOR.path("k-means++")).isEqualTo("ttt.selector.\"k-means++\"");
        assertThat(Slot.SELECTOR.path("nn")).isEqualTo("ttt.selector.nn");
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        jar(plugins.resolve("acme.jar"), "acme++", true, "acme.ttt", "");
        usePlugin(plugins, "acme++", "acme.ttt");
        CommandRun.pure("config", "--plugins", plugins, "--set", "ttt.selector.acme++.sise=4")
                .failed(2, "did you mean ttt.selector.\"acme++\".size?");
    }

    @Test
    void listingNamesModulesAndProbesOnlyOnRequest() {
        JsonNode json = CommandRun.pure("backends", "--json").json().at("/backends");
        assertThat(json).hasSizeGreaterThanOrEqualTo(5).allSatisfy(row -> {
            assertThat(row.at("/status").asText()).isEqualTo("not_probed");
            assertThat(row.at("/module").asText()).isNotEmpty();
            assertThat(row.at("/description").asText()).isNotEmpty();
            assertThat(row.has("device")).isFalse();
        });
        assertThat(CommandRun.pure("backends").succeeded().out()).contains("not probed", "SLOT", "exact", "hash");
    }

    @Test
    void aThirdPartysModuleIsFoundListedAndUsed() throws IOException {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        jar(plugins.resolve("acme.jar"), "acme", true, "acme.ttt", "");
        usePlugin(plugins, "acme", "acme.ttt");
        CommandRun.pure("config", "--plugins", plugins, "--set", "ttt.selector.acme.sise=4")
                .failed(2, "did you mean ttt.selector.acme.size?");
    }

    @Test
    void aPlainJarWithServicesIsAPluginToo() throws IOException {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        jar(plugins.resolve("acme-plain-1.2.jar"), "acme", false, "acme.plain", "");
        usePlugin(plugins, "acme", "acme.plain");
    }

    private void usePlugin(Path plugins, String id, String module) throws IOException {
        String use = "ttt.selector.use=" + id;
        CommandRun listed = CommandRun.pure("backends", "--plugins", plugins, "--json", "--set", use);
        JsonNode row = null;
        for (JsonNode one : listed.json().at("/backends")) {
            row = one.at("/id").asText().equals(id) ? one : row;
        }
        assertThat(row).isNotNull();
        assertThat(row.at("/module").asText()).isEqualTo(module);
        assertThat(row.at("/used").asBoolean()).isTrue();
        Configuration configuration = Configuration.load(
                Registry.load(List.of(plugins)),
                ConfigurationSources.of(List.of(use, "ttt.selector." + id + ".size=4")));
        assertThat(configuration.values()).containsEntry(Slot.SELECTOR.path(id) + ".size", "4");
        try (Backends backends = new Backends(configuration)) {
            assertThat(backends.selector().getClass().getModule().getName()).isEqualTo(module);
        }
    }

    @Test
    void aProbeThatFailsIsARowAndNotAFailure() throws IOException {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        jar(plugins.resolve("acme.jar"), "acme", true, "acme.ttt", "throw new UnsatisfiedLinkError(\"libacme.so\");");
        CommandRun quiet = CommandRun.pure("backends", "--plugins", plugins).succeeded();
        assertThat(quiet.out()).containsPattern("selector +acme +acme.ttt +\\S+ +not probed");
        CommandRun probed =
                CommandRun.pure("backends", "--probe", "--plugins", plugins).succeeded();
        assertThat(probed.out()).contains("cannot open: ", "libacme.so").containsPattern("exact .* opens on cpu");
    }

    @Test
    void pluginsThatCannotBeUsedAreOneSentence() throws IOException {
        CommandRun.of("backends", "--plugins", directory.resolve("none")).failed(2, "no such directory");
        CommandRun.of("backends", "--plugins", directory).failed(2, "found no module there");
        Files.write(directory.resolve("broken.jar"), new byte[] {1, 2, 3});
        CommandRun.of("backends", "--plugins", directory).failed(1, "--plugins " + directory, "broken.jar");
        Files.delete(directory.resolve("broken.jar"));
        jar(directory.resolve("hash.jar"), "nn", true, "acme.ttt", "");
        CommandRun.of("backends", "--plugins", directory)
                .failed(1, "two selector backends are called \"nn\"", "acme.ttt");
    }

    /** Compiles a selector backend against ttt-api alone and packs it. */
    private void jar(Path jar, String id, boolean named, String module, String probe) throws IOException {
        Path work = Files.createTempDirectory(directory, "work");
        Path sources = Files.createDirectories(work.resolve("src"));
        Path classes = Files.createDirectories(work.resolve("classes"));
        List<String> words = new ArrayList<>(List.of("-d", classes.toString(), "--release", "17"));
        String api = Path.of(ModuleLayer.boot()
                        .configuration()
                        .findModule("org.ttt4j.api")
                        .orElseThrow()
                        .reference()
                        .location()
                        .orElseThrow())
                .toString();
        words.addAll(named ? List.of("--module-path", api) : List.of("-cp", api));
        Path source = Files.writeString(sources.resolve("AcmeProvider.java"), SOURCE.formatted(id, probe));
        words.add(source.toString());
        if (named) {
            words.add(Files.writeString(
                            sources.resolve("module-info.java"),
                            "module " + module + " { requires org.ttt4j.api;"
                                    + " provides org.ttt4j.api.BackendProvider.OfSelector with acme.AcmeProvider; }")
                    .toString());
        } else {
            Path services = Files.createDirectories(classes.resolve("META-INF/services"));
            Files.writeString(services.resolve(BackendProvider.OfSelector.class.getName()), "acme.AcmeProvider\n");
        }
        Files.writeString(classes.resolve("reference.conf"), "ttt.selector.\"" + id + "\".size = 3\n");
        tool("javac", words.toArray(String[]::new));
        tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    }

    private static final String SOURCE = """
            package acme;

            public final class AcmeProvider implements org.ttt4j.api.BackendProvider.OfSelector {
                public String id() {
                    return "%s";
                }

                public String description() {
                    return "a third party's";
                }

                public String probe(org.ttt4j.api.Settings settings) {
                    if (settings != null) {
                        %s
                    }
                    return "cpu";
                }

                public org.ttt4j.api.Selector open(org.ttt4j.api.Settings settings) {
                    settings.integer("size", 3, 1, 9);
                    return new AcmeSelector();
                }

                record AcmeSelector() implements org.ttt4j.api.Selector {
                    public org.ttt4j.api.Selection select(Request request) {
                        return new org.ttt4j.api.Selection(java.util.List.of());
                    }
                }
            }
            """;

    private static void tool(String name, String... words) {
        ToolProvider tool =
                ToolProvider.findFirst(name).orElseThrow(() -> new AssertionError("the tests need a JDK: no " + name));
        assertThat(tool.run(System.out, System.err, words)).as(name).isZero();
    }

    private record Named(String id) implements BackendProvider.OfSelector {

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public Selector open(Settings settings) {
            return request -> new Selection(List.of());
        }
    }
}
