package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexAdviceTests {

    @ParameterizedTest
    @CsvSource({
        "1000, 384, 4000000000, 0.95, Flat", // quick enough as it is
        "5, 3, 4000000000, 1, Flat",
        "200000, 384, 4000000000, 0.95, HNSW32", // fits, and a scan would be slow
        "200000, 384, 4000000000, 1, 'IVF2048,Flat'", // a graph promises no recall of 1
        "200000, 384, 320000000, 0.95, 'IVF2048,Flat'", // links do not fit
        "200000, 384, 200000000, 0.95, 'IVF2048,SQfp16'",
        "200000, 384, 100000000, 0.95, 'IVF2048,SQ8'",
        "200000, 384, 60000000, 0.9, 'IVF2048,PQ192np'",
        "10000000, 384, 4000000000, 0.95, 'IVF16384,SQ8'",
        "3000000, 384, 16000000000, 0.95, 'IVF8192,Flat'" // the graph would take hours
    })
    void mostAccurateThatFitsIsChosen(long count, int dimension, long budget, double recall, String factory) {
        IndexAdvice advice = IndexAdvice.of(count, dimension, budget, recall);
        assertThat(advice.choice().factory()).as("%s", advice.reasons()).isEqualTo(factory);
        assertThat(advice.fits()).isTrue();
        assertThat(advice.reaches()).isTrue();
        assertThat(advice.choice().bytes()).isLessThanOrEqualTo(budget);
        assertThat(advice.reasons()).last().asString().startsWith(factory);
    }

    @Test
    void recallGivesWayToMemory() {
        IndexAdvice advice = IndexAdvice.of(200_000, 384, 40_000_000, 0.95);
        assertThat(advice.choice().factory()).isEqualTo("IVF2048,PQ96np");
        assertThat(advice.fits()).isTrue();
        assertThat(advice.reaches()).isFalse();
        assertThat(advice.reasons()).last().asString().contains("not as accurate as 0.95");
    }

    @Test
    void theSmallestIsNamedWhenNothingFits() {
        IndexAdvice advice = IndexAdvice.of(200_000, 384, 1_000_000, 0.95);
        assertThat(advice.choice().factory()).isEqualTo("IVF2048,PQ12np");
        assertThat(advice.fits()).isFalse();
        assertThat(advice.reasons()).last().asString().contains("nothing fits");
    }

    @Test
    void oddDimensionsHaveNoCodes() {
        assertThat(IndexChoice.all(100_000, 25))
                .extracting(IndexChoice::factory)
                .noneMatch(one -> one.contains("PQ"));
        assertThat(IndexChoice.all(100_000, 24))
                .extracting(IndexChoice::factory)
                .contains("IVF1024,PQ3np");
    }

    /** What FAISS 1.7.3 wrote for 200,000 vectors of 384 dimensions; ids are 8 bytes, links 4. */
    @Test
    void sizesAreThoseOfTheFiles() {
        IndexChoice flat = IndexChoice.all(200_000, 384).get(0);
        assertThat(flat.bytes()).isEqualTo(200_000L * 384 * 4);
    }
}
