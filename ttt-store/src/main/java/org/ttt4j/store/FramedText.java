package org.ttt4j.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.file.Path;
import org.ttt4j.api.Undo;

/**
 * Lines in zstd frames that can be decompressed one by one, and a table of where each frame ends: pairs of 64-bit
 * little-endian numbers, the place in the compressed and in the plain text, the first pair (0, 0). A frame holds about
 * 64 kB of lines, or one line that is longer. Thread-safe.
 *
 * @param frames the compressed file
 * @param table the pairs
 */
record FramedText(MappedFile frames, MappedFile table) implements StoredText {

    static final String TABLE = "corpus.frames";
    static final int ENTRY = 2 * Long.BYTES;

    static FramedText open(Path directory, FileOpening opening) throws IOException {
        try (Undo undo = new Undo()) {
            MappedFile frames = undo.push(opening.open(directory.resolve(TextFormat.ZSTD.file())));
            MappedFile table = undo.push(opening.open(directory.resolve(TABLE)));
            if (table.size() % ENTRY != 0 || table.size() < ENTRY) {
                throw new StoreException(table.file() + ": found " + table.size() + " bytes, wanted a multiple of "
                        + ENTRY + "; the index is damaged");
            }
            return undo.keep(new FramedText(frames, table));
        }
    }

    @Override
    public long bytes() {
        return plain(count());
    }

    @Override
    public Reader reader() {
        return new FrameReader();
    }

    @Override
    public void close() {
        try (frames) {
            table.close();
        }
    }

    private long count() {
        return table.size() / ENTRY - 1;
    }

    private long packed(long frame) {
        return table.number(frame * ENTRY);
    }

    private long plain(long frame) {
        return table.number(frame * ENTRY + Long.BYTES);
    }

    /** The frame that a byte of the plain text is in. */
    private long frameOf(long start) {
        long low = 0;
        long high = count() - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (plain(middle) <= start) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private byte[] decompressed(long frame) {
        long from = packed(frame);
        long packed = packed(frame + 1) - from;
        long plain = plain(frame + 1) - plain(frame);
        if (packed < 1 || packed > Integer.MAX_VALUE - 8 || plain < 1 || plain > Integer.MAX_VALUE - 8) {
            throw damaged(frame, "found " + packed + " bytes for " + plain);
        }
        byte[] compressed = frames.read(from, (int) packed);
        // Asked before anything of the size that a damaged table claims is allocated.
        long told = Zstd.getFrameContentSize(compressed);
        if (told != plain) {
            throw damaged(frame, "found a frame of " + told + " bytes, wanted " + plain);
        }
        byte[] whole = new byte[(int) plain];
        try {
            long written = Zstd.decompress(whole, compressed);
            if (Zstd.isError(written) || written != plain) {
                throw damaged(
                        frame, Zstd.isError(written) ? Zstd.getErrorName(written) : "found " + written + " bytes");
            }
        } catch (ZstdException refused) {
            throw damaged(frame, refused.getMessage());
        }
        return whole;
    }

    private StoreException damaged(long frame, String problem) {
        return new StoreException(frames.file() + ": frame " + frame + ": " + problem + "; the index is damaged");
    }

    /** Keeps the frame it read last. */
    private final class FrameReader implements Reader {

        private long kept = -1;
        private long begin;
        private byte[] whole = {};

        @Override
        public byte[] read(long start, int length) {
            if (kept < 0 || start < begin || start + length > begin + whole.length) {
                long frame = frameOf(start);
                whole = decompressed(frame);
                begin = plain(frame);
                kept = frame;
            }
            if (start < begin || start + length > begin + whole.length) {
                throw damaged(
                        kept,
                        "found the bytes " + begin + " to " + (begin + whole.length) + ", wanted " + length + " at "
                                + start);
            }
            byte[] part = new byte[length];
            System.arraycopy(whole, (int) (start - begin), part, 0, length);
            return part;
        }
    }
}
