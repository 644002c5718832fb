package org.ttt4j.app;

import java.nio.file.Path;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** An opened index directory. Confined to one thread; what it opens is not. */
record IndexDirectory(Path path, IndexManifest manifest, Corpus corpus, VectorIndex index) implements AutoCloseable {

    static IndexDirectory open(Path directory, boolean verify, RunControl control) {
        control.checkCancelled();
        return new IndexDirectory(directory, null, null, null);
    }

    VectorIndex open(Backends backends, Configuration configuration, RunControl control) {
        return index;
    }

    @Override
    public void close() {}
}
