package org.ttt4j.app;

import java.util.Locale;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.Settings;

/**
 * Settings of the application itself, below {@code ttt}. Thread-safe.
 *
 * @param neighbors N, documents trained on
 * @param candidates K, documents retrieved to choose from
 * @param preselection which K documents those are
 * @param exclude which documents a query may not learn from
 * @param metric what a new index compares by
 * @param verify whether opening an index checks the SHA-256 of its files
 * @param onBadLine what happens to lines of a corpus that cannot be used
 * @param maxLineBytes longest line of a corpus that can be used
 */
record AppSettings(
        int neighbors,
        int candidates,
        Preselection preselection,
        ExcludeSettings exclude,
        Metric metric,
        boolean verify,
        OnBadLine onBadLine,
        int maxLineBytes) {

    /** What happens to a bad line. */
    enum OnBadLine {
        SKIP,
        FAIL
    }

    /** A constant as configuration files have it. */
    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static AppSettings from(Settings settings) {
        return new AppSettings(
                settings.integer("neighbors", 20, 1, 1_000_000),
                settings.integer("candidates", 200, 1, 1_000_000),
                settings.choice("preselection", Preselection.NEAREST),
                ExcludeSettings.from(settings),
                settings.choice("index.metric", Metric.INNER_PRODUCT),
                settings.flag("index.verify", true),
                settings.choice("corpus.on-bad-line", OnBadLine.SKIP),
                settings.integer("corpus.max-line-bytes", 16 << 20, 1, 1 << 30));
    }
}
