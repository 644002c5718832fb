package org.ttt4j.study;

/** Names the group that a document is resampled with: all pieces of one source belong together. */
public final class SourceGroup {

    private SourceGroup() {}

    /**
     * {@return the domain and the source up to its last {@code #}; a document without a source is a group of its own}
     *
     * @param domain of the document: equal sources of two domains are two groups
     * @param source of the document; empty if it has none
     * @param id of the document
     */
    public static String of(String domain, String source, long id) {
        if (source.isEmpty()) {
            return domain + '\n' + '#' + id;
        }
        int piece = source.lastIndexOf('#');
        return domain + '\n' + (piece > 0 ? source.substring(0, piece) : source);
    }
}
