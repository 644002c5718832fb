package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import org.ttt4j.api.Shingles;
import org.ttt4j.api.Undo;

/**
 * Finds texts that are nearly the same as an earlier one: {@link MinHashBands} propose pairs, and the exact Jaccard index
 * of their {@link Shingles} decides, so that no pair is found by mistake and at most one in a hundred overlooked. Only
 * texts that have no near-duplicate are remembered; hence no two of those are near-duplicates of each other.
 *
 * <p>Holds, for an index of 0.8, 180 to 360 bytes a text, and about as much as the text on disk. What is found depends on
 * the texts and their order alone. Confined to one thread.
 */
final class NearDuplicates implements AutoCloseable {

    private final double least;
    private final MinHashBands bands;
    private final BandTable[] tables;
    private final ShingleFile remembered;

    private NearDuplicates(double least, MinHashBands bands, ShingleFile remembered) {
        this.least = least;
        this.bands = bands;
        this.tables = new BandTable[bands.bands()];
        Arrays.setAll(tables, band -> new BandTable());
        this.remembered = remembered;
    }

    /**
     * Nothing seen yet.
     *
     * @param least lowest Jaccard index of near-duplicates, in [{@link MinHashBands#LOWEST}, 1]
     * @param file made and removed at once
     */
    static NearDuplicates open(double least, Path file) throws IOException {
        MinHashBands bands = MinHashBands.of(least);
        try (Undo undo = new Undo()) {
            return undo.keep(new NearDuplicates(least, bands, undo.push(ShingleFile.create(file))));
        }
    }

    /**
     * An earlier text that is nearly the same.
     *
     * @param name of that text
     * @param jaccard of both, in [least, 1]
     */
    record Twin(String name, double jaccard) {}

    /** The most similar earlier text, the first of equal ones; if there is none, this text is remembered. */
    Optional<Twin> find(String name, String text) throws IOException {
        Shingles shingles = Shingles.of(text);
        if (shingles.size() == 0) {
            return Optional.empty();
        }
        int[] hashes = bands.hashes(shingles);
        TreeSet<Integer> candidates = new TreeSet<>();
        for (int band = 0; band < tables.length; band++) {
            tables[band].each(hashes[band], candidates::add);
        }
        Optional<Twin> best = Optional.empty();
        for (int candidate : candidates) {
            ShingleFile.Entry entry = remembered.read(candidate);
            double jaccard = shingles.jaccard(entry.shingles());
            if (jaccard >= least && jaccard > best.map(Twin::jaccard).orElse(0.0)) {
                best = Optional.of(new Twin(entry.name(), jaccard));
            }
        }
        if (best.isEmpty()) {
            int number = remembered.add(name, shingles);
            for (int band = 0; band < tables.length; band++) {
                tables[band].add(hashes[band], number);
            }
        }
        return best;
    }

    @Override
    public void close() throws IOException {
        remembered.close();
    }
}
