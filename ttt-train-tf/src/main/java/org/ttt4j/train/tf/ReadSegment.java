package org.ttt4j.train.tf;

/** A segment of a text with as much of what stands before it as the model sees. Confined to one thread. */
final class ReadSegment {

    /** What is kept of the context, or the prefix, then the segment. */
    final int[] tokens;

    /** How many stand before the segment, at least 1. */
    final int kept;

    /**
     * Puts them together.
     *
     * @param prefix stands for an empty context
     * @param longest tokens that the model sees at once
     * @param vocabulary one more than the largest id
     * @throws IllegalArgumentException if the segment is longer than that, or an id is none of the model's
     */
    ReadSegment(int[] context, int[] segment, int prefix, int longest, int vocabulary) {
        if (segment.length > longest) {
            throw new IllegalArgumentException("found a segment of " + segment.length + " tokens, wanted at most the "
                    + longest + " of the context");
        }
        int fits = Math.min(context.length, longest + 1 - segment.length); // the last token is only predicted
        kept = Math.max(1, fits);
        tokens = new int[kept + segment.length];
        tokens[0] = prefix;
        System.arraycopy(context, context.length - fits, tokens, 0, fits);
        System.arraycopy(segment, 0, tokens, kept, segment.length);
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException(
                        "found token id " + token + ", wanted one of the model's " + vocabulary);
            }
        }
    }

    /** How many predictions are of the context. */
    int skipped() {
        return kept - 1;
    }
}
