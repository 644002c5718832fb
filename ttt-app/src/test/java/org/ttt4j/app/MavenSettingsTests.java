package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.Settings;

class MavenSettingsTests {

    @TempDir
    private Path home;

    @Test
    void readsRepositoryMirrorAndProxy() throws IOException {
        settings("""
                <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
                  <localRepository>${user.home}/elsewhere</localRepository>
                  <mirrors>
                    <mirror><id>a</id><mirrorOf>other</mirrorOf><url>https://a.example/m</url></mirror>
                    <mirror><id>b</id><mirrorOf>*,!other</mirrorOf><url>https://b.example/m</url></mirror>
                  </mirrors>
                  <proxies>
                    <proxy><active>false</active><host>off.example</host><port>1</port></proxy>
                    <proxy><host>proxy.example</host><port>3128</port></proxy>
                  </proxies>
                </settings>
                """);
        MavenSettings read = MavenSettings.read(home, Map.of(), new Properties());
        assertThat(read.localRepository()).isEqualTo(home.resolve("elsewhere"));
        assertThat(read.mirror()).contains(URI.create("https://b.example/m"));
        assertThat(read.proxy()).contains(new MavenSettings.Proxy("proxy.example", 3128));
    }

    @Test
    void withoutSettingsMavensDefaultsHold() throws IOException {
        MavenSettings read = MavenSettings.read(home, Map.of("https_proxy", "http://p.example:81/"), new Properties());
        assertThat(read.localRepository()).isEqualTo(home.resolve(".m2/repository"));
        assertThat(read.proxy()).contains(new MavenSettings.Proxy("p.example", 81));
        Properties properties = new Properties();
        properties.setProperty("maven.repo.local", "/some/where");
        assertThat(MavenSettings.read(home, Map.of(), properties).localRepository())
                .isEqualTo(Path.of("/some/where"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"central;true", "*;true", "external:*;true", "a, central;true", "a;false", "*,!central;false"})
    void mirrorsCoverCentralAsMavenSays(String mirrorOf, boolean covers) {
        assertThat(MavenSettings.coversCentral(mirrorOf)).isEqualTo(covers);
    }

    @Test
    void brokenSettingsAreNamed() throws IOException {
        Path file = settings("<settings><mirrors>");
        assertThatThrownBy(() -> MavenSettings.read(home, Map.of(), new Properties()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void theKeyWinsOverTheMirror() throws IOException {
        settings("<settings><mirrors><mirror><mirrorOf>*</mirrorOf><url>https://b.example</url></mirror></mirrors>"
                + "</settings>");
        assertThat(demo(Map.of()).repository()).isEqualTo(URI.create("https://b.example"));
        assertThat(demo(Map.of("repository", "https://c.example/x")).repository())
                .isEqualTo(URI.create("https://c.example/x"));
        assertThatThrownBy(() -> demo(Map.of("repository", "c.example"))).hasMessageContaining("c.example");
        assertThat(demo(Map.of("local-repository", "/r")).maven().localRepository())
                .isEqualTo(Path.of("/r"));
    }

    @Test
    void coordinatesNameFiles() {
        assertThat(MavenCoordinates.parse("a.b:c:1").path()).isEqualTo("a/b/c/1/c-1.jar");
        assertThat(MavenCoordinates.parse("a.b:c:1:sources@zip").path()).isEqualTo("a/b/c/1/c-1-sources.zip");
        assertThat(MavenCoordinates.parse("a:b:1:x")).hasToString("a:b:1:x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a:b:", "a:..:1", "a:b/../../c:1", "a:b:1:c:d", "a b:c:1"})
    void coordinatesThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> MavenCoordinates.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private DemoSettings demo(Map<String, String> values) throws IOException {
        return DemoSettings.from(Settings.of(values), home, Map.of(), new Properties());
    }

    private Path settings(String xml) throws IOException {
        Files.createDirectories(home.resolve(".m2"));
        return Files.writeString(home.resolve(".m2/settings.xml"), xml);
    }
}
