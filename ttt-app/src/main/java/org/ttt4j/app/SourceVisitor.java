package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;

/** Receives the files that {@link SourceWalk} finds. Confined to one thread. */
interface SourceVisitor {

    /**
     * A file, on disk or in an archive.
     *
     * @param source where it is, such as {@code docs/a.zip!b/c.txt}
     * @param domain what its documents belong to unless they say so themselves
     * @param content valid during the call only; the walk closes it
     */
    void file(String source, String domain, InputStream content) throws IOException;

    /** Input of so many bytes was dealt with. */
    void consumed(long bytes);
}
