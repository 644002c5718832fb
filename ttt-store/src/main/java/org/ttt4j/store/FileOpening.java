package org.ttt4j.store;

import java.io.IOException;
import java.nio.file.Path;

/** How the files of an index are mapped: what size they must have and whether their blocks are compared. */
@FunctionalInterface
interface FileOpening {

    /** Takes files as they are: for those that this process is writing. */
    FileOpening AS_IS = MappedFile::open;

    /**
     * Maps a file.
     *
     * @throws StoreException if it is not as it was written
     */
    MappedFile open(Path file) throws IOException;
}
