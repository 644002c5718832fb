package org.ttt4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTests {

    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    @Test
    void publishReplacesAFileAtOnce() throws IOException {
        Path target = Files.writeString(directory.resolve("f"), "old");
        Path temporary = Durable.temporaryFor(target);
        assertThat(temporary.getFileName().toString())
                .isEqualTo("f.tmp-" + ProcessHandle.current().pid());
        Files.writeString(temporary, "new");
        Durable.publish(temporary, target);
        assertThat(target).hasContent("new");
        assertThat(directory.toFile().list()).containsExactly("f");
    }

    @Test
    void leftoversOfDeadProcessesAndOfThisOneAreRemoved() throws IOException {
        Files.createDirectories(directory.resolve("f.tmp-999999999/deep/er"));
        Files.writeString(directory.resolve("f.tmp-" + ProcessHandle.current().pid()), "x");
        Files.writeString(directory.resolve("f.tmp-1"), "a living process");
        Files.writeString(directory.resolve("g.tmp-999999999"), "another target");
        Durable.removeStale(directory.resolve("f"));
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("f.tmp-1", "g.tmp-999999999");
    }

    @Test
    void deletingDoesNotFollowLinks() throws IOException {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Files.writeString(kept.resolve("file"), "precious");
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), kept);
        Durable.delete(tree);
        Durable.delete(tree);
        assertThat(tree).doesNotExist();
        assertThat(kept.resolve("file")).hasContent("precious");
    }

    @Test
    void outputCountsItsBytesAndKeepsThem() throws IOException {
        Path file = directory.resolve("out");
        byte[] block = new byte[100_000];
        block[99_999] = 7;
        try (NamedOutput out = new NamedOutput(file)) {
            out.write(1);
            out.write(block);
            assertThat(out.bytes()).isEqualTo(100_001);
        }
        byte[] written = Files.readAllBytes(file);
        assertThat(written).hasSize(100_001);
        assertThat(written[0]).isEqualTo((byte) 1);
        assertThat(written[100_000]).isEqualTo((byte) 7);
    }

    @Test
    void aFullDiskNamesTheFile() {
        assumeTrue(Files.isWritable(FULL), "this system has no /dev/full");
        assertThatThrownBy(() -> {
                    try (NamedOutput out = new NamedOutput(FULL)) {
                        out.write(new byte[1 << 20]);
                    }
                })
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/dev/full: No space left on device");
    }
}
