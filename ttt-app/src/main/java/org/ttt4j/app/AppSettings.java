package org.ttt4j.app;

import java.util.Locale;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.Settings;
import org.ttt4j.store.IndexSettings;
import org.ttt4j.store.OnBadLine;
import org.ttt4j.store.Texts;
import org.ttt4j.store.Verify;

/**
 * Settings of the application itself, below {@code ttt}. Thread-safe.
 *
 * @param neighbors N, documents trained on
 * @param candidates K, documents retrieved to choose from
 * @param preselection which K documents those are
 * @param exclude which documents a query may not learn from
 * @param metric what a new index compares by
 * @param verify when the checksums of an index are compared
 * @param texts how documents of an index are written
 * @param checkpointSeconds longest work that a killed build of an index loses, apart from what its backend does
 * @param onBadLine what happens to lines of a corpus that cannot be used
 * @param maxLineBytes longest line of a corpus that can be used
 */
record AppSettings(
        int neighbors,
        int candidates,
        Preselection preselection,
        ExcludeSettings exclude,
        Metric metric,
        Verify verify,
        Texts texts,
        double checkpointSeconds,
        OnBadLine onBadLine,
        int maxLineBytes) {

    /** What decides how index directories are built, changed and opened. */
    IndexSettings indexing() {
        return new IndexSettings(metric, texts, verify, checkpointSeconds, maxLineBytes);
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
                settings.choice("index.verify", Verify.AUTO),
                settings.choice("index.texts", Texts.AUTO),
                settings.number("index.checkpoint-seconds", 20, 0, 60),
                settings.choice("corpus.on-bad-line", OnBadLine.SKIP),
                settings.integer("corpus.max-line-bytes", 16 << 20, 1, 1 << 30));
    }
}
