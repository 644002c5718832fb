package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged index files in a JVM of their own, so that a crash would be seen as one. */
class FuzzTests {

    @TempDir
    Path directory;

    @Test
    void damagedFilesAreRefusedOrGiveRightAnswers() throws IOException, InterruptedException {
        ChildJvm.Outcome outcome = ChildJvm.run(directory, FuzzChild.class, directory.toString(), "500", "20261121");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("refused 500 of 500");
    }
}
