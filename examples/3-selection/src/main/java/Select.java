import java.util.Locale;
import java.util.Map;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.select.NearestSelectorProvider;
import org.ttt4j.select.SiftSelectorProvider;

/** Selects among one's own vectors: two near copies, and one that knows something else. */
final class Select {
    public static void main(String[] args) {
        EmbeddingBatch query = EmbeddingBatch.of(1, 2, new float[] {0.8f, 0.6f});
        EmbeddingBatch candidates = EmbeddingBatch.of(3, 2, new float[] {1, 0, 0.99f, 0.14f, 0, 1});
        Selector.Request request = Selector.Request.of(query, candidates, 2);
        try (Selector nearest = new NearestSelectorProvider().open(Settings.of(Map.of()));
                Selector sift = new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.01")))) {
            print("nearest", nearest.select(request));
            print("sift", sift.select(request));
        }
    }

    private static void print(String name, Selection found) {
        found.picks().forEach(pick -> System.out.printf(
                Locale.ROOT, "%-8s picks %d, which leaves an uncertainty of %.3f%n", name, pick.id(), pick.uncertainty()));
    }
}
