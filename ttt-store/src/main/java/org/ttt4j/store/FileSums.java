package org.ttt4j.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.ttt4j.api.RunControl;

/** The checksums of a file: SHA-256, and CRC-32C of each {@link BlockSums#BLOCK}. Thread-safe. */
final class FileSums {

    private final String sha256;
    private final byte[] blocks; // as BlockSums has them on disk

    private FileSums(String sha256, byte[] blocks) {
        this.sha256 = sha256;
        this.blocks = blocks;
    }

    /** SHA-256 of all of it, hexadecimal. */
    String sha256() {
        return sha256;
    }

    /** Reads a file; holds one block, and 4 bytes for each. */
    static FileSums of(Path file, RunControl control) throws IOException {
        MessageDigest digest = Sha256.digest();
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        byte[] block = new byte[BlockSums.BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.readNBytes(block, 0, block.length);
                    read > 0;
                    read = in.readNBytes(block, 0, block.length)) {
                control.checkCancelled();
                digest.update(block, 0, read);
                blocks.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(BlockSums.sum(block, read))
                        .array());
            }
        }
        return new FileSums(HexFormat.of().formatHex(digest.digest()), blocks.toByteArray());
    }

    /** Writes the block checksums beside the file and tells where. */
    Path write(Path file) throws IOException {
        Path table = file.resolveSibling(file.getFileName() + BlockSums.SUFFIX);
        try (NamedOutput out = new NamedOutput(table)) {
            out.write(blocks);
        }
        return table;
    }
}
