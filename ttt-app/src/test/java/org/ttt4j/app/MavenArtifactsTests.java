package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.Sha256;

class MavenArtifactsTests {

    private static final MavenCoordinates NAME = MavenCoordinates.parse("org.acme:anvil:1.0:sources");
    private static final byte[] CONTENT = content();
    private static final String SHA = Sha256.of(CONTENT);

    @TempDir
    private Path directory;

    @Test
    void downloadsOnceAndKeeps() throws IOException {
        try (SmallServer server = new SmallServer(head -> SmallServer.answer("200 OK", CONTENT.length, CONTENT))) {
            Path first = fetch(server);
            assertThat(first).hasBinaryContent(CONTENT);
            assertThat(fetch(server)).isEqualTo(first);
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .startsWith("GET /repo/org/acme/anvil/1.0/anvil-1.0-sources.jar ");
        }
    }

    @Test
    void mavensOwnRepositoryComesFirst() throws IOException {
        Path local = directory.resolve("local").resolve(NAME.path());
        Files.createDirectories(local.getParent());
        Files.write(local, CONTENT);
        try (SmallServer server = new SmallServer(head -> SmallServer.answer("500 No", 0, new byte[0]))) {
            assertThat(fetch(server)).isEqualTo(local);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aFileThatIsNotTheOneIsNotTaken() throws IOException {
        Path local = directory.resolve("local").resolve(NAME.path());
        Files.createDirectories(local.getParent());
        Files.write(local, new byte[] {1, 2, 3});
        byte[] other = {4, 5, 6};
        try (SmallServer server = new SmallServer(head -> SmallServer.answer("200 OK", 3, other))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Sha256.of(other))
                    .hasMessageContaining(SHA);
        }
        try (var left = Files.walk(directory.resolve("cache"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aBrokenDownloadIsContinued() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        int half = CONTENT.length / 2;
        Function<String, byte[]> answers = head -> calls.getAndIncrement() == 0
                ? SmallServer.answer("200 OK", CONTENT.length, Arrays.copyOf(CONTENT, half))
                : SmallServer.answer(
                        "206 Partial Content",
                        CONTENT.length - half,
                        Arrays.copyOfRange(CONTENT, half, CONTENT.length));
        try (SmallServer server = new SmallServer(answers)) {
            assertThat(fetch(server)).hasBinaryContent(CONTENT);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests().get(1)).containsIgnoringCase("range: bytes=" + half + "-");
        }
    }

    @Test
    void aServerThatStartsOverIsUnderstood() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        Function<String, byte[]> answers = head -> SmallServer.answer(
                "200 OK", CONTENT.length, calls.getAndIncrement() == 0 ? Arrays.copyOf(CONTENT, 100) : CONTENT);
        try (SmallServer server = new SmallServer(answers)) {
            assertThat(fetch(server)).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void whatIsNotThereIsNotAskedForAgain() throws IOException {
        try (SmallServer server = new SmallServer(head -> SmallServer.answer("404 Not Found", 0, new byte[0]))) {
            assertThatThrownBy(() -> fetch(server))
                    .hasMessageContaining("HTTP 404")
                    .hasMessageContaining("ttt.demo.repository");
            assertThat(server.requests()).hasSize(1);
        }
    }

    private Path fetch(SmallServer server) throws IOException {
        MavenSettings settings = new MavenSettings(directory.resolve("local"), Optional.empty(), Optional.empty());
        return new MavenArtifacts(settings, server.address(), directory.resolve("cache"))
                .fetch(NAME, SHA, RunControl.silent());
    }

    private static byte[] content() {
        byte[] bytes = new byte[200_000];
        new Random(8).nextBytes(bytes);
        return bytes;
    }
}
