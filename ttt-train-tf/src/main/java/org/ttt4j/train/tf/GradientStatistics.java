package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * Mean squared gradients of all that is trained, collected once on training data, in a file: what {@link Rms} divides by.
 * Confined to one thread.
 */
final class GradientStatistics implements AutoCloseable {

    private static final String KIND = "ttt4j gradient statistics 1";
    private static final String WANTED = "the statistics of gradients of this model and of what is trained";
    private static final String GRADIENTS = "gradients";

    private final SealedTensors file;
    private final double meanRoot;

    private GradientStatistics(SealedTensors file) {
        this.file = file;
        this.meanRoot = file.shapes().keySet().stream()
                .mapToDouble(this::meanRoot)
                .average()
                .orElseThrow(() -> file.refuse("no tensors"));
    }

    /**
     * Writes what a session collected, atomically. What had no gradient gets the mean of what had one: of adapters that change
     * nothing yet that is one of the two factors, which has a gradient as soon as the other has moved.
     *
     * @param model what the gradients depend on
     * @param gradients how many there were, at least 1
     * @throws BackendException if no trained weight had a gradient
     */
    static void write(Path path, Map<String, String> model, LanguageModel collected, long gradients) {
        Map<String, String> metadata = new LinkedHashMap<>(model);
        metadata.put(GRADIENTS, Long.toString(gradients));
        Map<String, SealedTensors.Tensor> tensors = new LinkedHashMap<>();
        Map<String, Parameter> still = new LinkedHashMap<>();
        try (Fetched sums = collected.squares()) {
            collected.trainedWeights().forEach(p -> {
                FloatPieces sum = sums.of(p.name);
                double[] largest = {0};
                sum.forEach((values, count) -> {
                    for (int i = 0; i < count; i++) {
                        largest[0] = Math.max(largest[0], values[i]); // not a number stays one
                    }
                });
                if (!Double.isFinite(largest[0])) {
                    throw new BackendException(
                            Ids.BACKEND,
                            "found squared gradients of " + p.name + " that add up to " + largest[0]
                                    + ", wanted finite ones");
                }
                if (largest[0] == 0) {
                    still.put(p.name, p);
                    return;
                }
                tensors.put(p.name, new SealedTensors.Tensor(p, mean(sum, gradients)));
            });
            if (tensors.isEmpty()) {
                throw new BackendException(
                        Ids.BACKEND,
                        "found no gradient at all of " + WeightMap.list(new ArrayList<>(still.keySet()))
                                + ", wanted one of something that is trained");
            }
            double root = tensors.values().stream()
                    .mapToDouble(tensor -> meanRoot(tensor.values()))
                    .average()
                    .orElseThrow();
            still.forEach((name, p) -> {
                tensors.put(
                        name,
                        new SealedTensors.Tensor(
                                p, FloatPieces.constant((float) (root * root), Shapes.elements(p.shape))));
            });
            SealedTensors.write(path, KIND, metadata, tensors);
        }
    }

    /**
     * Opens a file and checks that it fits.
     *
     * @param model what the gradients depend on
     * @param trained names and shapes of what is trained
     * @throws BackendException if it is damaged, or of another model or other weights
     */
    static GradientStatistics open(Path path, Map<String, String> model, Map<String, long[]> trained) {
        try (Undo undo = new Undo()) {
            SealedTensors file = undo.push(SealedTensors.open(path, KIND, WANTED));
            model.forEach((key, wanted) -> {
                if (!file.metadata(key).equals(wanted)) {
                    throw file.refuse("those with " + key + " " + file.metadata(key) + " instead of " + wanted);
                }
            });
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            trained.forEach((name, shape) ->
                    shapes.put(name, Arrays.stream(shape).boxed().toList()));
            if (!file.shapes().equals(shapes)) {
                List<String> missing = new ArrayList<>(shapes.keySet());
                missing.removeAll(file.shapes().keySet());
                List<String> surplus = new ArrayList<>(file.shapes().keySet());
                surplus.removeAll(shapes.keySet());
                throw file.refuse("those of other weights"
                        + (missing.isEmpty() ? "" : " without " + WeightMap.list(missing))
                        + (surplus.isEmpty() ? "" : " with " + WeightMap.list(surplus)));
            }
            GradientStatistics statistics = new GradientStatistics(file);
            undo.keep(file);
            return statistics;
        }
    }

    /** Mean over the tensors of the means of their roots. */
    double meanRoot() {
        return meanRoot;
    }

    /** SHA-256 over all that they say. */
    String checksum() {
        return file.checksum();
    }

    /** Hands them to a model whose optimizer is {@link Rms}. */
    void load(LanguageModel model) {
        Map<String, FloatPieces> squares = new LinkedHashMap<>();
        model.trainedWeights().forEach(p -> squares.put(p.name, file.floats(p.name)));
        model.loadSquares(squares);
    }

    @Override
    public void close() {
        file.close();
    }

    private static double meanRoot(FloatPieces squares) {
        double[] sum = {0};
        long[] numbers = {0};
        squares.forEach((values, count) -> {
            for (int i = 0; i < count; i++) {
                sum[0] += Math.sqrt(values[i]);
            }
            numbers[0] += count;
        });
        return sum[0] / numbers[0];
    }

    private double meanRoot(String name) {
        double mean = meanRoot(file.floats(name));
        if (!(mean > 0) || !Double.isFinite(mean)) {
            throw file.refuse(name + " with a mean root of " + mean);
        }
        return mean;
    }

    private static FloatPieces mean(FloatPieces sum, long gradients) {
        return sink -> sum.forEach((values, count) -> {
            float[] means = new float[count];
            for (int i = 0; i < count; i++) {
                means[i] = (float) ((double) values[i] / gradients);
            }
            sink.accept(means, count);
        });
    }
}
