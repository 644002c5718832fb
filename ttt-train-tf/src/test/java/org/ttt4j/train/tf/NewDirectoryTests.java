package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewDirectoryTests {

    @TempDir
    private Path directory;

    @Test
    void whatKilledProcessesLeftIsRemovedAndNothingElse() throws IOException {
        long here = ProcessHandle.current().pid();
        long dead = 1L << 40; // above every process number
        Path left = part("model.tmp-" + dead + "-17");
        Path atWork = part("model.tmp-" + here + "-17");
        Path ofAnother = part("other.tmp-" + dead + "-17");
        Path named = part("model.tmp-mine");
        Path nested = part("model.tmp-" + dead + "-18");
        Files.writeString(Files.createDirectory(nested.resolve("a")).resolve("b"), "not made here");
        NewDirectory.write(directory.resolve("model"), to -> Files.writeString(to.resolve("f"), "whole"));
        assertThat(left).doesNotExist();
        assertThat(atWork).isNotEmptyDirectory();
        assertThat(ofAnother).isNotEmptyDirectory();
        assertThat(named).isNotEmptyDirectory();
        assertThat(nested.resolve("a/b")).exists();
        assertThat(directory.resolve("model/f")).hasContent("whole");
    }

    private Path part(String name) throws IOException {
        Path part = Files.createDirectory(directory.resolve(name));
        Files.writeString(part.resolve("model.safetensors"), "half");
        return part;
    }
}
