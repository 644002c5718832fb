package org.ttt4j.store;

import java.io.IOException;
import java.nio.file.Path;

/** The bytes of all lines of a stored corpus, whatever form they have on disk. Thread-safe. */
interface StoredText extends AutoCloseable {

    /** Opens what {@link TextOutput} wrote. */
    static StoredText open(Path directory, TextFormat format, FileOpening opening) throws IOException {
        return switch (format) {
            case PLAIN -> new PlainText(opening.open(directory.resolve(format.file())));
            case ZSTD -> FramedText.open(directory, opening);
        };
    }

    /** How many bytes the lines have, uncompressed. */
    long bytes();

    /** Somebody who reads here and there, or one line after the other. */
    Reader reader();

    @Override
    void close();

    /** Reads; keeps what the next read may need. Confined to one thread. */
    @FunctionalInterface
    interface Reader {
        /**
         * Some bytes.
         *
         * @param start in [0, bytes - length]
         * @throws StoreException if the file is damaged
         */
        byte[] read(long start, int length);
    }

    /** Lines as they are. Thread-safe. */
    record PlainText(MappedFile file) implements StoredText {

        @Override
        public long bytes() {
            return file.size();
        }

        @Override
        public Reader reader() {
            return file::read;
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
