package org.ttt4j.store;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads one text of any length, also from gzip or zstd, line by line and lines that are very long in parts, so that memory
 * is bounded. The fragments, joined, are the text; those that are not UTF-8 go to {@link BadLines}. Confined to one
 * thread.
 */
public final class TextFragments implements AutoCloseable {

    /** Longest fragment in bytes. */
    static final int LONGEST = 1 << 16;

    private final InputStream in;
    private final String file;
    private final BadLines bad;
    private final byte[] buffer = new byte[LONGEST];
    private int start;
    private int end;
    private boolean ended;
    private boolean first = true;
    private long line = 1;

    /**
     * A text.
     *
     * @param in closed with this reader
     * @param file names it in messages
     * @param bad told about each line, or part of a long one, that is left out
     */
    public TextFragments(InputStream in, String file, BadLines bad) {
        this.in = in;
        this.file = file;
        this.bad = bad;
    }

    /**
     * {@return the next fragment that can be used, never empty, or empty at the end}
     *
     * @throws StoreException if the compression is damaged, or at a bad line if the policy is to fail
     * @throws IOException if the stream cannot be read
     */
    public Optional<String> next() throws IOException {
        while (true) {
            int length = fragment();
            if (length == 0) {
                return Optional.empty();
            }
            int mark = first && marked(length) ? 3 : 0;
            first = false;
            Optional<String> text = LineReader.decode(ByteBuffer.wrap(buffer, start + mark, length - mark));
            long number = line;
            line += buffer[start + length - 1] == '\n' ? 1 : 0;
            start += length;
            if (text.isEmpty()) {
                bad.add(BadLine.NOT_UTF8, file, number, "");
            } else if (!text.orElseThrow().isEmpty()) {
                return text;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Length of the fragment that begins the buffer: to a line end, or as much as may be; 0 at the end of the text. */
    private int fragment() throws IOException {
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    return i + 1 - start;
                }
            }
            if (ended) {
                return end - start;
            }
            if (end - start == LONGEST) {
                return cut();
            }
            searched = end - start;
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
            int read = read();
            ended = read < 0;
            end += Math.max(0, read);
        }
    }

    private int read() throws IOException {
        try {
            return in.read(buffer, end, LONGEST - end);
        } catch (EOFException | ZipException | ZstdIOException damaged) {
            throw new StoreException(
                    file + ": the compressed file is damaged or cut short after line " + line + " ("
                            + damaged.getMessage() + ")",
                    damaged);
        }
    }

    /** Before the last blank of a full buffer, else before a character. */
    private int cut() {
        for (int i = LONGEST - 1; i > LONGEST / 2; i--) {
            if (buffer[i] == ' ') {
                return i;
            }
        }
        int length = LONGEST;
        while (length > LONGEST - 4 && (buffer[length - 1] & 0xc0) == 0x80) {
            length--;
        }
        return Math.max(1, length - 1);
    }

    private boolean marked(int length) {
        return length >= 3
                && buffer[start] == (byte) 0xef
                && buffer[start + 1] == (byte) 0xbb
                && buffer[start + 2] == (byte) 0xbf;
    }
}
