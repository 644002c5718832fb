package org.ttt4j.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Splits a stream into lines without holding more than one line, and of a line that is too long no more than the limit.
 * Confined to one thread.
 */
public final class LineReader implements AutoCloseable {

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int position;
    private int limit;
    private long number;
    private boolean tooLong;

    /**
     * Reads lines.
     *
     * @param in closed with this reader
     * @param maxBytes longest line that is kept, without its end
     */
    public LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * Moves to the next line.
     *
     * @return whether there is one
     * @throws IOException if the stream cannot be read
     */
    public boolean next() throws IOException {
        line.reset();
        tooLong = false;
        boolean any = false;
        while (true) {
            if (position == limit) {
                limit = in.read(buffer);
                position = 0;
                if (limit <= 0) {
                    limit = 0;
                    number += any ? 1 : 0;
                    return any;
                }
            }
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            keep(end);
            boolean ended = end < limit;
            position = ended ? end + 1 : end;
            if (ended) {
                number++;
                return true;
            }
        }
    }

    /** {@return the number of the current line, from 1; 0 before the first} */
    public long number() {
        return number;
    }

    /** {@return whether the current line was longer than the limit, so that its content is gone} */
    public boolean tooLong() {
        return tooLong;
    }

    /** {@return the current line without its end and without a byte order mark; empty if it is not UTF-8} */
    public Optional<String> text() {
        byte[] bytes = line.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        boolean mark = number == 1
                && length >= 3
                && bytes[0] == (byte) 0xef
                && bytes[1] == (byte) 0xbb
                && bytes[2] == (byte) 0xbf;
        return decode(ByteBuffer.wrap(bytes, mark ? 3 : 0, mark ? length - 3 : length));
    }

    /**
     * {@return the text of strict UTF-8; empty if the bytes are something else}
     *
     * @param bytes from position to limit
     */
    public static Optional<String> decode(ByteBuffer bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes);
            return Optional.of(text.toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void keep(int end) {
        int length = end - position;
        if (tooLong || line.size() + length > maxBytes) {
            tooLong = true;
            line.reset();
        } else {
            line.write(buffer, position, length);
        }
    }
}
