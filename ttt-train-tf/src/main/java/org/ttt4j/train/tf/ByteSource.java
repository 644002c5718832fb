package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes at known positions: a file or a resource. Never mapped: a file that shrinks must not take the JVM down. */
interface ByteSource extends AutoCloseable {

    /** Name for messages. */
    String name();

    /** Length in bytes. */
    long size();

    /**
     * Fills the buffer from a position.
     *
     * @throws IOException also if the bytes end before the buffer is full
     */
    void read(long position, ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;

    /** A file. */
    static ByteSource file(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        long size = channel.size();
        return new ByteSource() {
            @Override
            public String name() {
                return path.toString();
            }

            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, ByteBuffer into) throws IOException {
                long at = position;
                while (into.hasRemaining()) {
                    int count = channel.read(into, at);
                    if (count < 0) {
                        throw new IOException("found the end at byte " + at + ", wanted " + into.remaining() + " more");
                    }
                    at += count;
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** Bytes on the heap; the array is not copied. */
    static ByteSource heap(String name, byte[] bytes) {
        return new ByteSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, ByteBuffer into) throws IOException {
                if (position + into.remaining() > bytes.length) {
                    throw new IOException(
                            "found the end at byte " + bytes.length + ", wanted " + (position + into.remaining()));
                }
                into.put(bytes, (int) position, into.remaining());
            }

            @Override
            public void close() {}
        };
    }
}
