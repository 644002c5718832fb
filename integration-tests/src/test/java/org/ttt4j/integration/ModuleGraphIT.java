package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The modules of the distribution against what was decided; to change a decision, change the file it is written in. */
class ModuleGraphIT {

    private static final Path LIB = Distribution.home().resolve("lib");
    private static final Set<String> OURS = Set.of(
            "api",
            "app",
            "embed-onnx",
            "index-exact",
            "index-faiss",
            "select",
            "server",
            "store",
            "study",
            "testkit",
            "train-tf");
    private static final String SERVICES = "META-INF/services/";

    @Test
    void theDistributionHoldsAllOurModules() {
        Set<String> found = ours().stream()
                .map(jar -> jar.getFileName().toString().replaceAll("ttt-(.*?)-\\d.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).containsExactlyInAnyOrderElementsOf(OURS);
    }

    @Test
    void descriptorsAreAsDecided() throws IOException {
        for (Path jar : ours()) {
            ModuleDescriptor module = descriptor(jar);
            String decided = new String(
                    getClass()
                            .getResourceAsStream("/modules/" + module.name() + ".txt")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(describe(module)).as("descriptor of %s", jar).isEqualTo(decided);
        }
    }

    @Test
    void theApiRequiresNothing() {
        ModuleDescriptor api = descriptor(ours().get(0));
        assertThat(api.name()).isEqualTo("org.ttt4j.api");
        assertThat(api.requires()).extracting(ModuleDescriptor.Requires::name).containsExactly("java.base");
    }

    @Test
    void packagesLieBelowTheirModule() {
        for (Path jar : ours()) {
            ModuleDescriptor module = descriptor(jar);
            assertThat(module.packages()).as("packages of %s", jar).isNotEmpty().allSatisfy(name -> assertThat(name)
                    .startsWith(module.name()));
        }
    }

    @Test
    void servicesOfTheClassPathAreThoseOfTheModulePath() throws IOException {
        int providers = 0;
        for (Path jar : ours()) {
            Map<String, Set<String>> modular = new TreeMap<>();
            descriptor(jar).provides().forEach(to -> modular.put(to.service(), new TreeSet<>(to.providers())));
            assertThat(services(jar)).as("META-INF/services of %s", jar).isEqualTo(modular);
            providers += modular.size();
        }
        assertThat(providers).as("services seen").isGreaterThanOrEqualTo(4);
    }

    @Test
    void everyModuleResolves() {
        Set<String> names =
                all().stream().map(reference -> reference.descriptor().name()).collect(Collectors.toSet());
        Configuration resolved = Configuration.empty().resolve(ModuleFinder.of(LIB), ModuleFinder.ofSystem(), names);
        assertThat(resolved.modules()).hasSizeGreaterThanOrEqualTo(names.size());
        assertThat(names).hasSizeGreaterThan(20);
    }

    @Test
    void modulesWithoutADescriptorAreKnown() throws IOException {
        String automatic = all().stream()
                .map(ModuleReference::descriptor)
                .filter(ModuleDescriptor::isAutomatic)
                .map(module -> module.name().replaceAll("linux\\.(x86_64|arm64)$", "PLATFORM") + "\n")
                .sorted()
                .collect(Collectors.joining());
        assertThat(automatic)
                .isEqualTo(new String(
                        getClass().getResourceAsStream("/modules/automatic.txt").readAllBytes(),
                        StandardCharsets.UTF_8));
    }

    @Test
    void thereIsNoKotlin() throws IOException {
        int classes = 0;
        for (Path jar : Distribution.jars("")) {
            try (JarFile file = new JarFile(jar.toFile())) {
                List<String> names = file.stream().map(ZipEntry::getName).toList();
                assertThat(names).as(jar.toString()).noneMatch(name -> name.startsWith("kotlin"));
                classes += names.size();
            }
        }
        assertThat(classes).as("entries seen").isGreaterThan(1000);
    }

    @Test
    void noticeNamesEveryJar() throws IOException {
        String notice = Files.readString(Distribution.home().resolve("NOTICE"));
        for (Path jar : Distribution.jars("")) {
            String artifact = jar.getFileName().toString().replaceAll("-v?\\d.*", "");
            if (!artifact.startsWith("ttt-")) {
                assertThat(notice).as("NOTICE").contains(artifact);
            }
        }
    }

    @Test
    void nativeLibrariesAreThoseOfOnePlatform() {
        assertThat(Distribution.jars("").stream()
                        .map(jar -> jar.getFileName().toString())
                        .filter(name -> name.matches(".*-(linux|macosx|windows)-.*")))
                .isNotEmpty()
                .extracting(name -> name.replaceAll(".*-((linux|macosx|windows)-[a-z0-9_]+).*", "$1"))
                .containsOnly("linux-" + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : "arm64"));
    }

    private static List<Path> ours() {
        return Distribution.jars("ttt-");
    }

    private static Set<ModuleReference> all() {
        return ModuleFinder.of(LIB).findAll();
    }

    private static ModuleDescriptor descriptor(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }

    /** One line per directive, sorted, independent of versions and of the order in the file. */
    private static String describe(ModuleDescriptor module) {
        List<String> lines = new ArrayList<>();
        module.requires().stream()
                .filter(required -> !required.name().equals("java.base"))
                .forEach(required -> lines.add("requires " + modifiers(required.modifiers()) + required.name()));
        module.exports().forEach(export -> lines.add("exports " + export.source() + to(export.targets())));
        module.opens().forEach(open -> lines.add("opens " + open.source() + to(open.targets())));
        module.uses().forEach(service -> lines.add("uses " + service));
        module.provides()
                .forEach(given -> lines.add("provides " + given.service() + " with "
                        + String.join(", ", new TreeSet<>(given.providers()))));
        module.packages().stream()
                .filter(name -> module.exports().stream()
                        .noneMatch(export -> export.source().equals(name)))
                .forEach(name -> lines.add("contains " + name));
        return (module.isOpen() ? "open module " : "module ") + module.name() + "\n"
                + lines.stream().sorted().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String modifiers(Set<ModuleDescriptor.Requires.Modifier> modifiers) {
        return modifiers.stream()
                .map(modifier -> modifier.name().toLowerCase(java.util.Locale.ROOT) + " ")
                .sorted()
                .collect(Collectors.joining());
    }

    private static String to(Set<String> targets) {
        return targets.isEmpty() ? "" : " to " + String.join(", ", new TreeSet<>(targets));
    }

    private static Map<String, Set<String>> services(Path jar) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile());
                Stream<String> names = file.stream().map(ZipEntry::getName)) {
            for (String name : names.filter(name -> name.startsWith(SERVICES) && !name.equals(SERVICES))
                    .toList()) {
                String content =
                        new String(file.getInputStream(file.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
                found.put(
                        name.substring(SERVICES.length()),
                        content.lines()
                                .map(line -> line.replaceAll("#.*", "").strip())
                                .filter(line -> !line.isEmpty())
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return found;
    }
}
