package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusPartsTests {

    @Test
    void fingerprintsAgreeWithASetOfTexts() {
        FingerprintSet set = new FingerprintSet();
        Set<String> oracle = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            String text = "text " + i * 7919L % 9001;
            assertThat(set.add(text)).isEqualTo(oracle.add(text));
        }
        assertThat(oracle).hasSize(9001);
    }

    @Test
    void whiteSpaceDoesNotMakeATextNew() {
        FingerprintSet set = new FingerprintSet();
        assertThat(set.add("a b\nc")).isTrue();
        assertThat(set.add("  a  b c\n\n")).isFalse();
        assertThat(set.add("ab c")).isTrue();
    }

    @Test
    void splitsFollowTheirSharesAndTheSeed() {
        CorpusSplit split = CorpusSplit.parse("train=0.8, valid=0.1,test=0.1", 5);
        int[] counts = new int[3];
        int moved = 0;
        CorpusSplit other = CorpusSplit.parse("train=0.8,valid=0.1,test=0.1", 6);
        for (int i = 0; i < 10_000; i++) {
            String source = "dir/file-" + i;
            counts[split.part(source)]++;
            assertThat(split.part(source)).isEqualTo(split.part(source));
            moved += split.part(source) == other.part(source) ? 0 : 1;
        }
        assertThat(counts[0]).isBetween(7_800, 8_200);
        assertThat(counts[1]).isBetween(850, 1_150);
        assertThat(counts[2]).isBetween(850, 1_150);
        assertThat(moved).isGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "train", "train=x", "train=0.5", "a=0.5,a=0.5", "a=1.5,b=-0.5", "../a=1", "a=NaN", "=1"})
    void wrongSplitsAreRefused(String text) {
        assertThatThrownBy(() -> CorpusSplit.parse(text, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void globsMatchNamesOrPaths() {
        GlobFilter filter = new GlobFilter(List.of("*.java", "doc/**"), List.of("*Test.java", "**/gen/**"));
        assertThat(filter.accepts("a/b/C.java")).isTrue();
        assertThat(filter.accepts("doc/x/y.txt")).isTrue();
        assertThat(filter.accepts("a/doc/y.txt")).isFalse();
        assertThat(filter.accepts("a/CTest.java")).isFalse();
        assertThat(filter.accepts("a/gen/C.java")).isFalse();
        assertThat(GlobFilter.ALL.accepts("anything")).isTrue();
        assertThatThrownBy(() -> new GlobFilter(List.of("[a"), List.of()))
                .hasMessageContaining("found the glob \"[a\"");
    }

    @Test
    void stemsLoseWhatSaysHowAFileIsPacked() {
        assertThat(ArchiveKind.stem("lib-1.0-sources.jar")).isEqualTo("lib-1.0-sources");
        assertThat(ArchiveKind.stem("a.tar.gz")).isEqualTo("a");
        assertThat(ArchiveKind.stem("a.jsonl.zst")).isEqualTo("a");
        assertThat(ArchiveKind.stem("ls.1.gz")).isEqualTo("ls.1");
        assertThat(ArchiveKind.stem("notes.txt")).isEqualTo("notes");
        assertThat(ArchiveKind.stem("README")).isEqualTo("README");
        assertThat(ArchiveKind.of("A.TGZ")).isEqualTo(ArchiveKind.TAR);
    }

    @Test
    void outputsAreNamedAfterTheParts() {
        CorpusPlan plan = new CorpusPlan(
                List.of(Path.of("x")),
                Path.of("d", "c.jsonl.gz"),
                GlobFilter.ALL,
                Optional.empty(),
                100,
                1000,
                Optional.of(CorpusSplit.parse("train=0.5,test=0.5", 0)),
                false,
                false);
        assertThat(plan.outputs()).containsExactly(Path.of("d", "c-train.jsonl.gz"), Path.of("d", "c-test.jsonl.gz"));
        assertThatThrownBy(() -> CorpusPlan.of(List.of(Path.of("x")), Path.of("c.txt")))
                .hasMessageContaining("wanted a name that ends in .jsonl");
    }
}
