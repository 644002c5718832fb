package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A full disk and missing permissions: one sentence, and nothing half-written stays. */
class ScarcityIT {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @Test
    void aFullDisk() throws Exception {
        Assumptions.assumeTrue(ROOT, "mounting a small disk needs root");
        Path disk = Samples.directory("small disk");
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0,
                "this root may not mount");
        try {
            Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", disk.resolve("index"))
                    .hashed()
                    .run()
                    .refused("space");
            assertThat(names(disk)).isEmpty();
            Launch.ttt("corpus", "build", "--from", Distribution.REPOSITORY.resolve("ttt-api/src"))
                    .words("--out", disk.resolve("corpus.jsonl"))
                    .run()
                    .refused("space");
            assertThat(names(disk)).isEmpty();
        } finally {
            run("umount", disk.toString());
        }
    }

    /** Room for the documents but not for their vectors; with more room the same command goes on. */
    @Test
    void whatAFullDiskInterruptedGoesOn() throws Exception {
        Assumptions.assumeTrue(ROOT, "mounting a small disk needs root");
        Path disk = Samples.directory("growing disk");
        long bytes = Files.size(Samples.corpus()) + (100 << 10);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", disk.toString()) == 0,
                "this root may not mount");
        try {
            Launch build = Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", disk.resolve("index"))
                    .words("--set", "ttt.index.use=exact", "--set", "ttt.embedder.hash.dimension=4096")
                    .hashed();
            build.run().refused("space");
            assertThat(names(disk)).containsExactly(disk.resolve("index.building"));
            run("mount", "-o", "remount,size=64m", disk.toString());
            build.succeed();
            assertThat(names(disk)).containsExactly(disk.resolve("index"));
        } finally {
            run("umount", disk.toString());
        }
    }

    /** What a full disk does, on machines where none can be staged: no file may grow beyond 64 kB. */
    @Test
    void aLimitOnTheSizeOfFiles() throws IOException {
        Path work = Samples.directory("small files");
        Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", work.resolve("index"))
                .words("--set", "ttt.index.use=exact") // no native library to unpack
                .hashed()
                .behind("prlimit", "--fsize=65536")
                .run()
                .refused("large");
        assertThat(names(work)).isEmpty();
    }

    @Test
    void noPermission() throws IOException {
        Assumptions.assumeFalse(ROOT, "root may write everywhere");
        Path work = Samples.directory("closed");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", work.resolve("index"))
                    .run()
                    .refused("permission");
        } finally {
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** The same for root: nobody may write to a file system of the kernel's. */
    @Test
    void aDirectoryNobodyMayWriteTo() {
        Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", "/proc/index")
                .hashed()
                .run()
                .refused("/proc");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static List<Path> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
