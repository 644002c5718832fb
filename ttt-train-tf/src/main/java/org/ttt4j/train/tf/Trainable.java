package org.ttt4j.train.tf;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.BackendException;

/**
 * Which weights of a model are trained: those that meet every condition. The others have no gradients and no moments.
 * Bias-only training: Ben Zaken et al., arXiv 2106.10199. Thread-safe.
 *
 * @param biases whether only biases are, those of norms too
 * @param blocks numbers of the blocks whose weights are, from 0; empty for everything, embeddings too
 * @param names what a name must contain a match of, names without the family's prefix
 */
record Trainable(boolean biases, Set<Integer> blocks, Optional<Pattern> names) {

    /** Every weight. */
    static final Trainable ALL = new Trainable(false, new TreeSet<>(), Optional.empty());

    private static final Pattern BLOCK = Pattern.compile("(?:h|layers)\\.([0-9]+)\\..*");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");

    Trainable {
        blocks = Collections.unmodifiableSet(new TreeSet<>(blocks));
    }

    /**
     * Reads block numbers such as {@code 0,8-11}; an empty text is no number.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Set<Integer> blocks(String text) {
        Set<Integer> blocks = new TreeSet<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            int first = range.matches() ? Integer.parseInt(range.group(1)) : 1;
            int last = !range.matches() ? 0 : range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                throw new IllegalArgumentException(
                        "found \"" + text + "\", wanted blocks from 0 such as 11 or 0,8-11, ranges rising");
            }
            for (int block = first; block <= last; block++) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    /**
     * The names that meet the conditions, in their order.
     *
     * @throws BackendException if none does or a block does not exist, with the names or blocks there are
     */
    Set<String> of(Collection<String> all) {
        Set<Integer> there = new TreeSet<>();
        all.forEach(name -> block(name).ifPresent(there::add));
        if (!there.containsAll(blocks)) {
            Set<Integer> missing = new TreeSet<>(blocks);
            missing.removeAll(there);
            throw new BackendException(
                    Ids.BACKEND, "found layers " + missing + ", which have nothing to train, wanted some of " + there);
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : all) {
            boolean inBlocks =
                    blocks.isEmpty() || block(name).filter(blocks::contains).isPresent();
            boolean named = names.isEmpty() || names.get().matcher(name).find();
            if (inBlocks && named && (!biases || name.endsWith(".bias"))) {
                chosen.add(name);
            }
        }
        if (chosen.isEmpty()) {
            Set<String> kinds = new LinkedHashSet<>();
            all.forEach(name -> kinds.add(name.replaceAll("\\.[0-9]+\\.", ".N.")));
            throw new BackendException(
                    Ids.BACKEND, "found no weight to train that is" + conditions() + ", wanted some of " + kinds);
        }
        return chosen;
    }

    private String conditions() {
        return (biases ? " a bias" : "")
                + (blocks.isEmpty() ? "" : " in layers " + blocks)
                + names.map(pattern -> " named like " + pattern).orElse("");
    }

    private static Optional<Integer> block(String name) {
        Matcher block = BLOCK.matcher(name);
        return block.matches() ? Optional.of(Integer.valueOf(block.group(1))) : Optional.empty();
    }
}
