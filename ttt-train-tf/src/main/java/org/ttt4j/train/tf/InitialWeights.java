package org.ttt4j.train.tf;

import java.util.SplittableRandom;

/**
 * Weights before the first step, as GPT-2: normal with deviation 0.02, projections into the residual stream divided by
 * sqrt(2 layers), biases 0, gains 1. Thread-safe.
 */
final class InitialWeights {

    private static final double DEVIATION = 0.02;
    private static final int PIECE = 1 << 12;

    private InitialWeights() {}

    /** Values of one weight, a function of the seed and the name. */
    static FloatPieces of(String name, long[] shape, Gpt2 config, long seed) {
        long count = Shapes.elements(shape);
        if (shape.length == 1) {
            return FloatPieces.constant(name.endsWith(".weight") ? 1 : 0, count);
        }
        boolean residual = name.endsWith("c_proj.weight");
        double deviation = residual ? DEVIATION / Math.sqrt(2.0 * config.layers()) : DEVIATION;
        SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
        return sink -> {
            float[] piece = new float[(int) Math.min(count, PIECE)];
            for (long left = count; left > 0; left -= piece.length) {
                for (int i = 0; i < piece.length; i++) {
                    piece[i] = (float) (deviation * gaussian(random));
                }
                sink.accept(piece, (int) Math.min(left, piece.length));
            }
        };
    }

    /** Box and Muller; SplittableRandom has no nextGaussian of its own that is specified to stay the same. */
    static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
