package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.CRC32C;

/**
 * Checksums of the blocks of one file, kept beside it as {@code NAME.crc}: CRC-32C of each 256 KiB, 32 bits
 * little-endian. With them a large file need not be read whole before its first byte can be trusted. Thread-safe.
 *
 * @param table the sums, mapped
 */
record BlockSums(MappedFile table) implements AutoCloseable {

    /** Bytes of a block, all but the last. */
    static final int BLOCK = 1 << 18;

    static final String SUFFIX = ".crc";

    /** How many bytes the table of a file has. */
    static long tableBytes(long fileBytes) {
        return (fileBytes + BLOCK - 1) / BLOCK * Integer.BYTES;
    }

    /** Opens the table of a file of {@code fileBytes}. */
    static BlockSums open(Path file, long fileBytes) throws IOException {
        Path table = file.resolveSibling(file.getFileName() + SUFFIX);
        return new BlockSums(MappedFile.open(table, tableBytes(fileBytes), Optional.empty()));
    }

    /** A watch over a file of this size; it remembers which blocks were compared, one bit each. */
    Watch watch(long fileBytes) {
        int words = Math.toIntExact((fileBytes / BLOCK + Long.SIZE) / Long.SIZE);
        return new Watch(this, fileBytes, new AtomicLongArray(words));
    }

    /** Sum of one block. */
    static int sum(byte[] block, int length) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, length);
        return (int) crc.getValue();
    }

    private int wanted(long block) {
        byte[] sum = table.read(block * Integer.BYTES, Integer.BYTES);
        return ByteBuffer.wrap(sum).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @Override
    public void close() {
        table.close();
    }

    /** Compares blocks when they are touched first. Thread-safe: at worst two threads compare the same block. */
    record Watch(BlockSums sums, long fileBytes, AtomicLongArray seen) {

        /**
         * Compares the blocks of a range that nobody has compared.
         *
         * @throws StoreException at the first that differs
         */
        void check(MappedFile file, long position, int length) {
            if (length == 0) {
                return;
            }
            for (long block = position / BLOCK; block <= (position + length - 1) / BLOCK; block++) {
                int word = (int) (block / Long.SIZE);
                long bit = 1L << (block % Long.SIZE);
                if ((seen.get(word) & bit) == 0) {
                    compare(file, block);
                    seen.accumulateAndGet(word, bit, (old, one) -> old | one);
                }
            }
        }

        private void compare(MappedFile file, long block) {
            // On the heap first: a page that is gone under a copy is an error, under the checksum's own code a crash.
            int length = (int) Math.min(BLOCK, fileBytes - block * BLOCK);
            byte[] bytes = new byte[length];
            file.copy(block * BLOCK, bytes, length);
            if (sum(bytes, length) != sums.wanted(block)) {
                throw new StoreException(file.file() + ": the checksum of the bytes from " + block * BLOCK
                        + " on is not the one in " + sums.table.file().getFileName() + "; the index is damaged");
            }
        }
    }
}
