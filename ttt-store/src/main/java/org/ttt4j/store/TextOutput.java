package org.ttt4j.store;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ttt4j.api.Undo;

/** Writes what {@link StoredText} reads. Complete once closed. Confined to one thread. */
interface TextOutput extends AutoCloseable {

    /** Goes on behind what is there, which a checkpoint left; begins anew in an empty directory. */
    static TextOutput append(Path directory, TextFormat format) throws IOException {
        return switch (format) {
            case PLAIN -> new Plain(NamedOutput.appendingTo(directory.resolve(format.file())));
            case ZSTD -> Framed.append(directory);
        };
    }

    /** Appends a line with its end. */
    void write(byte[] line) throws IOException;

    /** How many bytes of lines there are, uncompressed. */
    long bytes();

    /** Whether everything that was written would be kept by {@link #force()}. */
    boolean settled();

    /** Forces what is settled to disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;

    /** Lines as they are. Confined to one thread. */
    record Plain(NamedOutput to) implements TextOutput {

        @Override
        public void write(byte[] line) throws IOException {
            to.write(line);
        }

        @Override
        public long bytes() {
            return to.bytes();
        }

        @Override
        public boolean settled() {
            return true;
        }

        @Override
        public void force() throws IOException {
            to.force();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }
    }

    /** Frames of zstd; see {@link FramedText}. Confined to one thread. */
    final class Framed implements TextOutput {

        private static final int FRAME = 1 << 16;
        private static final int LEVEL = 3;

        private final NamedOutput frames;
        private final NamedOutput table;
        private final ZstdCompressCtx context = new ZstdCompressCtx();
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private long bytes;

        private Framed(NamedOutput frames, NamedOutput table, long bytes) {
            this.frames = frames;
            this.table = table;
            this.bytes = bytes;
            context.setLevel(LEVEL).setChecksum(true).setContentSize(true);
        }

        private static Framed append(Path directory) throws IOException {
            Path tableFile = directory.resolve(FramedText.TABLE);
            long bytes = 0;
            if (Files.exists(tableFile) && Files.size(tableFile) > 0) {
                try (MappedFile last = MappedFile.open(tableFile)) {
                    bytes = last.number(last.size() - Long.BYTES);
                }
            }
            try (Undo undo = new Undo()) {
                NamedOutput frames = undo.push(NamedOutput.appendingTo(directory.resolve(TextFormat.ZSTD.file())));
                NamedOutput table = undo.push(NamedOutput.appendingTo(tableFile));
                Framed output = new Framed(frames, table, bytes);
                if (table.bytes() == 0) {
                    output.entry();
                }
                return undo.keep(output);
            }
        }

        @Override
        public void write(byte[] line) throws IOException {
            // A short line behind a long one would cost the long one's time to read.
            if (pending.size() > 0 && pending.size() + line.length > FRAME) {
                compress();
            }
            pending.writeBytes(line);
            bytes += line.length;
            if (pending.size() >= FRAME) {
                compress();
            }
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean settled() {
            return pending.size() == 0;
        }

        @Override
        public void force() throws IOException {
            frames.force();
            table.force();
        }

        @Override
        public void close() throws IOException {
            try (frames;
                    table;
                    context) {
                if (pending.size() > 0) {
                    compress();
                }
            }
        }

        private void compress() throws IOException {
            frames.write(context.compress(pending.toByteArray()));
            pending.reset();
            entry();
        }

        private void entry() throws IOException {
            table.write(ByteBuffer.allocate(FramedText.ENTRY)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(frames.bytes())
                    .putLong(bytes)
                    .array());
        }
    }
}
