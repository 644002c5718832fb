package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ttt4j.api.IdSet;

/** The file that tells which documents of an index are deleted. Thread-safe. */
final class DeletedIds {

    static final String FILE = "deleted.ids";

    private DeletedIds() {}

    /**
     * Reads the ids; 8 bytes of heap for each.
     *
     * @throws StoreException if they are not rising ids of the index
     */
    static IdSet read(Path directory, IndexManifest manifest) throws IOException {
        int count = Math.toIntExact(manifest.deleted().count());
        if (count == 0) {
            return IdSet.EMPTY;
        }
        Path file = directory.resolve(manifest.deleted().file());
        long[] ids = new long[count];
        try (MappedFile mapped = MappedFile.open(file)) {
            for (int i = 0; i < count; i++) {
                ids[i] = mapped.number((long) i * Long.BYTES);
                if (ids[i] < 0 || ids[i] >= manifest.count() || (i > 0 && ids[i] <= ids[i - 1])) {
                    throw new StoreException(file + ": found id " + ids[i] + " in place " + i
                            + ", wanted rising ids below " + manifest.count() + "; the index is damaged");
                }
            }
        }
        return IdSet.of(ids);
    }

    /** Writes what {@link #read} reads. */
    static void write(Path file, IdSet ids) throws IOException {
        long[] all = ids.toArray();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(all.length, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(all);
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (NamedOutput out = new NamedOutput(file)) {
            out.write(bytes.array());
        }
    }
}
