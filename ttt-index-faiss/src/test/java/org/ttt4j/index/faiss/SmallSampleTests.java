package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would end the process, in a JVM of its own: fewer rows than FAISS can learn from, a mapped file that is cut short. */
class SmallSampleTests {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"OPQ16,IVF64,PQ16np", "IDMap2,OPQ16_288,PQ16np", "OPQ16,Flat", "OPQ20_640,Flat"})
    void anOpqWantsAsManyRowsAsItHasDimensions(String factory) throws IOException, InterruptedException {
        ChildJvm.Outcome outcome = ChildJvm.run(directory, SmallSampleChild.class, directory.toString(), factory);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        int wanted = factory.contains("_288") ? 288 : factory.contains("_640") ? 640 : 320;
        assertThat(outcome.output())
                .contains("all done")
                .contains(factory + " of 257: found 257 training rows, wanted at least " + wanted + " for factory="
                        + factory);
        if (wanted <= 320) {
            assertThat(outcome.output()).contains(factory + " of 320: 1 found");
        }
    }

    @Test
    void aMappedFileThatIsCutShortIsNoticedBeforeItIsRead() throws IOException, InterruptedException {
        ChildJvm.Outcome outcome = ChildJvm.run(directory, CutShortChild.class, directory.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("closed")
                .doesNotContain("found something")
                .containsPattern(
                        "refused: \\S+index[.]faiss changed while it was open: found [0-9]+ bytes, wanted [0-9]+");
    }

    @Test
    void otherKindsOfIndexWorkOrAreRefusedInASentence() throws IOException, InterruptedException {
        ChildJvm.Outcome outcome = ChildJvm.run(
                directory,
                SmallSampleChild.class,
                directory.toString(),
                "PCA64,Flat",
                "PCAR320,IVF4,SQ8",
                "ITQ,Flat",
                "RR32,PQ16np",
                "L2norm,IVF4,Flat",
                "IVF4(OPQ16,PQ16x4),Flat",
                "Flat,Refine(OPQ16,PQ16np)",
                "IVF16,PQ16x4fs",
                "HNSW8,Flat");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("all done").contains("HNSW8,Flat of 1: 1 found");
    }
}
