package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ValuesTests {

    @Test
    void scoresAddUpBeforeTheyAreDivided() {
        Score sum = new Score(10, 10, 3).plus(new Score(0, 90, 5));
        assertThat(sum.bitsPerByte())
                .as("a ratio of sums, not the mean 0.5 of ratios")
                .isEqualTo(0.1);
        assertThat(Score.ZERO.bitsPerByte()).isNaN();
        assertThatThrownBy(() -> new Score(Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void trainingCostsThreeTimesReading() {
        assertThat(Flops.forward(124_439_808, 1024)).isEqualTo(2.0 * 124_439_808 * 1024);
        assertThat(Flops.training(124_439_808, 124_439_808, 1024)).isEqualTo(3 * Flops.forward(124_439_808, 1024));
        assertThat(Flops.training(124_439_808, 294_912, 1024))
                .as("adapters: no gradients of the weights themselves")
                .isBetween(2 * Flops.forward(124_439_808, 1024), 2.01 * Flops.forward(124_439_808, 1024));
        assertThat(Flops.forward(7_000_000_000L, 1_000_000_000_000L)).isEqualTo(1.4e22);
        assertThatThrownBy(() -> Flops.training(1, -1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trained=-1");
    }

    @Test
    void neighborsAreOrderedBySimilarityThenId() {
        List<Neighbor> found = new ArrayList<>(List.of(new Neighbor(5, 1f), new Neighbor(9, 2f), new Neighbor(3, 1f)));
        found.sort(Neighbor.BEST_FIRST);
        assertThat(found).extracting(Neighbor::id).containsExactly(9L, 3L, 5L);
    }

    @Test
    void placeholdersAreRefused() {
        assertThatThrownBy(() -> new Neighbor(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pick(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Pick(0, Double.NaN).uncertainty())
                .as("NaN means: not modelled")
                .isNaN();
    }

    @Test
    void theUncertaintyBeforeAnyPickIsUnknownUnlessTold() {
        assertThat(new Selection(List.of(new Pick(0, 0.5))).priorUncertainty()).isNaN();
        assertThat(new Selection(List.of(), 1).priorUncertainty()).isOne();
        assertThatThrownBy(() -> new Selection(List.of(), -1)).hasMessageContaining("priorUncertainty=-1");
    }

    @Test
    void onceCancelledAlwaysCancelled() {
        RunControl control = RunControl.silent();
        control.checkCancelled();
        control.cancel();
        assertThat(control.cancelled()).isTrue();
        assertThatThrownBy(control::checkCancelled).isInstanceOf(CancellationException.class);
    }

    @Test
    void undoClosesInReverseUnlessKept() {
        List<String> closed = new ArrayList<>();
        try (Undo undo = new Undo()) {
            undo.push(() -> closed.add("first"));
            undo.push(() -> closed.add("second"));
        }
        assertThat(closed).containsExactly("second", "first");
        try (Undo undo = new Undo()) {
            undo.push(() -> closed.add("third"));
            undo.keep("whole");
        }
        assertThat(closed).hasSize(2);
    }

    @Test
    void undoClosesTheRestWhenOneFails() {
        List<String> closed = new ArrayList<>();
        Undo undo = new Undo();
        undo.push(() -> closed.add("first"));
        undo.push(() -> {
            throw new IllegalStateException("stuck");
        });
        assertThatThrownBy(undo::close).hasMessage("stuck");
        assertThat(closed).containsExactly("first");
    }

    @Test
    void handlesCountPerBackend() {
        NativeHandles handles = NativeHandles.of("values-tests");
        handles.acquired();
        assertThat(NativeHandles.open()).containsEntry("values-tests", 1L);
        handles.released();
        assertThat(handles.count()).isZero();
        assertThatThrownBy(handles::released).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aProblemOfVectorsAloneIsNamedByRows() {
        EmbeddingBatch query = EmbeddingBatch.of(2, 2, new float[] {1, 0, 0, 3});
        EmbeddingBatch vectors = EmbeddingBatch.of(3, 2, new float[] {1, 0, 0, 1, -2, 4});
        Selector.Request request = Selector.Request.of(query, vectors, 7);
        assertThat(request.candidates())
                .as("the mean of both rows is (0.5, 1.5)")
                .containsExactly(new Neighbor(0, 0.5f), new Neighbor(1, 1.5f), new Neighbor(2, 5f));
        assertThat(request.budget()).isEqualTo(7);
        EmbeddingBatch broken = EmbeddingBatch.of(2, 2, new float[] {1, 0, Float.NaN, 1});
        assertThatThrownBy(() -> Selector.Request.of(query, broken, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1");
        EmbeddingBatch wider = EmbeddingBatch.of(1, 3, new float[3]);
        assertThatThrownBy(() -> Selector.Request.of(query, wider, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dimension 3");
    }
}
