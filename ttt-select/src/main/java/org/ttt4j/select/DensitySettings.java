package org.ttt4j.select;

import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorFiles;

/**
 * Settings of {@code information-density}. Thread-safe.
 *
 * @param common kernel, noise and stop rule
 * @param beta exponent of the density, at least 0
 * @param head weights of a linear classifier, shape (c, d), or empty
 * @param scale by which the classifier's inner products are multiplied before the softmax
 */
record DensitySettings(SelectionSettings common, double beta, Optional<EmbeddingBatch> head, double scale) {

    DensitySettings {
        if (!(beta >= 0) || !Double.isFinite(scale)) {
            throw new IllegalArgumentException(
                    "found beta=" + beta + ", scale=" + scale + ", wanted beta >= 0 and a finite scale");
        }
    }

    static DensitySettings from(Settings settings) {
        Optional<Path> file = settings.path("head");
        return new DensitySettings(
                SelectionSettings.from(settings),
                settings.number("beta", 1, 0, Double.MAX_VALUE),
                file.map(VectorFiles::read),
                settings.number("scale", 1, -Double.MAX_VALUE, Double.MAX_VALUE));
    }
}
