package org.ttt4j.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Reads matrices of vectors that other programs wrote, one vector per row.
 *
 * <ul>
 *   <li>{@code .npy} (NumPy, format versions 1, 2 and 3): little-endian float32 ({@code '<f4'}) or float64 ({@code
 *       '<f8'}, each value rounded to the nearest float32), C order, shape (n, d), or (d,) for a single row. A file is
 *       known by its first bytes, whatever its name is.
 *   <li>{@code .fvecs} (TEXMEX): per row a little-endian int32 dimension d in [1, 16777216] and d little-endian float32
 *       values, the same d in every row. A file is known by its name, since nothing in it tells.
 * </ul>
 *
 * <p>NaN and infinity are read as they are: whether they are welcome is for the receiver to say. Nothing is allocated
 * by what a header claims before that has been compared with the size of the file. Thread-safe.
 */
public final class VectorFiles {

    private VectorFiles() {}

    /**
     * Reads a whole file.
     *
     * @param file whose format its content and name tell
     * @return shape (n, d); n may be 0 for {@code .npy}
     * @throws IllegalArgumentException if the file is not of a known format, is damaged, holds something else than such
     *     vectors, more than 2147483639 values, or a float64 too large for float32; one sentence that names the file,
     *     what was found and what was wanted
     * @throws UncheckedIOException if the file is not there or cannot be read
     */
    public static EmbeddingBatch read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + ": is "
                    + (Files.isDirectory(file) ? "a directory" : "no regular file") + ", wanted a .npy or .fvecs file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            VectorSource source = new VectorSource(file, channel, channel.size());
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            if (source.size() == 0) {
                throw source.refuse("is empty, wanted vectors as .npy or .fvecs");
            }
            if (NpyFile.begins(source) || name.endsWith(".npy")) {
                return NpyFile.read(source);
            }
            if (name.endsWith(".fvecs")) {
                return FvecsFile.read(source);
            }
            throw source.refuse("found a file that begins with " + source.firstBytes()
                    + ", wanted a NumPy array (.npy) or a name that ends in .fvecs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
