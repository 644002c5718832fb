package org.ttt4j.train.tf;

import java.util.SplittableRandom;

/**
 * Weights of any family that keep activations finite and of ordinary size, fast to make: deviation 0.02, the projections
 * into the residual stream divided by sqrt(2 layers) as GPT-2's, gains such that norms only normalise, biases 0.
 * Thread-safe.
 */
final class RandomWeights {

    private static final double DEVIATION = 0.02;
    private static final int PIECE = 1 << 16;

    /** Variance of the sum of four independent uniform numbers in [0, 65535]. */
    private static final double VARIANCE = 4 * (65536.0 * 65536.0 - 1) / 12;

    private static final double MEAN = 2 * 65535.0;

    private RandomWeights() {}

    /** Values of one weight, a function of the seed and the name. */
    static FloatPieces of(String name, long[] shape, Architecture architecture, long seed) {
        long count = Shapes.elements(shape);
        if (shape.length == 1) {
            boolean gain = name.endsWith(".weight") && !(architecture instanceof Gemma2); // which adds 1 itself
            return FloatPieces.constant(gain ? 1 : 0, count);
        }
        boolean residual = name.matches(".*\\.(c_proj|o_proj|out_proj|down_proj)\\.weight");
        double deviation = residual ? DEVIATION / Math.sqrt(2.0 * layers(architecture)) : DEVIATION;
        double scale = deviation / Math.sqrt(VARIANCE);
        return sink -> {
            SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
            float[] piece = new float[(int) Math.min(count, PIECE)];
            for (long left = count; left > 0; left -= piece.length) {
                for (int i = 0; i < piece.length; i++) {
                    piece[i] = (float) (scale * bell(random.nextLong()));
                }
                sink.accept(piece, (int) Math.min(left, piece.length));
            }
        };
    }

    /** Blocks of a model. */
    static long layers(Architecture architecture) {
        return architecture.parameters().keySet().stream()
                .filter(weight -> weight.matches("(h|layers)\\.[0-9]+\\..*"))
                .map(weight -> weight.split("\\.", -1)[1])
                .distinct()
                .count();
    }

    /** The sum of four uniform numbers, less its mean: near enough to normal, and ten times as fast to make. */
    private static double bell(long bits) {
        return (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48) - MEAN;
    }
}
