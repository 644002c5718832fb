package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * Which function of two vectors is their prior covariance. Thread-safe.
 *
 * <ul>
 *   <li>{@code linear}: k(x, y) = x &middot; y, as in SIFT (arXiv 2410.08020)
 *   <li>{@code cosine}: k(x, y) = x &middot; y / (|x| |y|), 0 where a vector is 0
 *   <li>{@code rbf}: k(x, y) = exp(-|x - y|^2 / (2 l^2)) with the length scale l
 * </ul>
 *
 * @param shape which of them
 * @param normalize whether vectors are scaled to length 1 first (zero vectors stay zero)
 * @param lengthScale l of {@code rbf}, above 0 and finite; unused by the others
 */
record Kernel(Shape shape, boolean normalize, double lengthScale) {

    /** The default: inner products of the vectors as they are. */
    static final Kernel LINEAR = new Kernel(Shape.LINEAR, false, 1);

    /** The choices of the key {@code kernel}. */
    enum Shape {
        LINEAR,
        COSINE,
        RBF
    }

    Kernel {
        if (!(lengthScale > 0) || Double.isInfinite(lengthScale)) {
            throw new IllegalArgumentException(
                    "found length-scale=" + lengthScale + ", wanted a finite number above 0");
        }
    }

    static Kernel from(Settings settings) {
        Shape shape = settings.choice("kernel", LINEAR.shape());
        boolean normalize = settings.flag("normalize", LINEAR.normalize());
        double lengthScale = settings.number("length-scale", LINEAR.lengthScale(), Double.MIN_VALUE, Double.MAX_VALUE);
        return new Kernel(shape, normalize, lengthScale);
    }

    /** Whether vectors are scaled to length 1. */
    boolean usesUnitVectors() {
        return normalize || shape == Shape.COSINE;
    }
}
