package org.ttt4j.store;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The compressions a file may have, told by its name when writing and by its first bytes when reading. Thread-safe. */
public enum Compression {
    /** As it is. */
    NONE(""),
    /** {@code .gz}. */
    GZIP(".gz"),
    /** {@code .zst}. */
    ZSTD(".zst");

    private static final int BUFFER = 1 << 16;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /**
     * {@return the compression that a file name asks for by its end; {@link #NONE} for any other}
     *
     * @param name with or without directories
     */
    public static Compression ofName(String name) {
        for (Compression one : new Compression[] {GZIP, ZSTD}) {
            if (name.endsWith(one.suffix)) {
                return one;
            }
        }
        return NONE;
    }

    /** {@return the end of the file name, empty or with its dot} */
    public String suffix() {
        return suffix;
    }

    /**
     * {@return a name without the compression's own suffix}
     *
     * @param name such as {@code a.jsonl.gz}
     */
    public static String stem(String name) {
        return name.substring(0, name.length() - ofName(name).suffix.length());
    }

    /**
     * Decompresses what is compressed and passes on the rest.
     *
     * @param raw looked at by its first four bytes
     * @return a buffered stream; closing it closes {@code raw}
     * @throws IOException if the stream cannot be read or begins as a compressed one that it is not
     */
    public static InputStream decompressed(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
        in.mark(4);
        byte[] head = in.readNBytes(4);
        in.reset();
        if (head.length >= 2 && head[0] == (byte) 0x1f && head[1] == (byte) 0x8b) {
            return new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
        }
        boolean zstd = head.length == 4
                && head[0] == (byte) 0x28
                && head[1] == (byte) 0xb5
                && head[2] == (byte) 0x2f
                && head[3] == (byte) 0xfd;
        return zstd ? new BufferedInputStream(new ZstdInputStream(in), BUFFER) : in;
    }

    /**
     * Compresses into a stream.
     *
     * @param to where the compressed bytes go
     * @return a stream; closing it finishes the compression and closes {@code to}
     * @throws IOException if the beginning cannot be written
     */
    public OutputStream compressed(OutputStream to) throws IOException {
        return switch (this) {
            case NONE -> to;
            case GZIP -> new GZIPOutputStream(to, BUFFER);
            case ZSTD -> new ZstdOutputStream(to);
        };
    }
}
