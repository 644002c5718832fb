package org.ttt4j.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads {@code .npy}, the array format of NumPy (NEP 1; numpy.lib.format): magic, version, length of the header, the
 * header, the values. Thread-safe.
 */
final class NpyFile {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_END = MAGIC.length + 2;
    /** Far above what two numbers and a dtype need; no memory is worth more of it. */
    private static final int MOST_HEADER_BYTES = 1 << 20;

    private static final int CHUNK = 1 << 20;

    private NpyFile() {}

    /** Whether the file says that it is one. */
    static boolean begins(VectorSource source) throws IOException {
        return source.size() >= MAGIC.length
                && Arrays.equals(source.read(0, MAGIC.length).array(), MAGIC);
    }

    /**
     * Reads the array as rows.
     *
     * @throws IllegalArgumentException if the file is not such a file, or holds another kind of array
     */
    static EmbeddingBatch read(VectorSource source) throws IOException {
        if (!begins(source)) {
            throw source.refuse("begins with " + source.firstBytes() + ", wanted the magic \\x93NUMPY of a .npy file");
        }
        int lengthBytes = lengthBytes(source);
        long start = (long) VERSION_END + lengthBytes;
        if (source.size() < start) {
            throw source.refuse("ends within its first " + start + " bytes, wanted a whole .npy file");
        }
        ByteBuffer length = source.read(VERSION_END, lengthBytes);
        long headerBytes = lengthBytes == Short.BYTES
                ? Short.toUnsignedInt(length.getShort())
                : Integer.toUnsignedLong(length.getInt());
        if (headerBytes > source.size() - start || headerBytes > MOST_HEADER_BYTES) {
            throw source.refuse("found a header that claims " + headerBytes + " bytes, wanted at most "
                    + Math.min(source.size() - start, MOST_HEADER_BYTES) + " in this file of " + source.size());
        }
        byte[] text = source.read(start, (int) headerBytes).array();
        NpyHeader header = NpyHeader.parse(source, new String(text, StandardCharsets.UTF_8));
        return values(source, start + headerBytes, header);
    }

    private static int lengthBytes(VectorSource source) throws IOException {
        if (source.size() < VERSION_END) {
            throw source.refuse("ends within its first " + VERSION_END + " bytes, wanted a whole .npy file");
        }
        ByteBuffer version = source.read(MAGIC.length, 2);
        int major = Byte.toUnsignedInt(version.get());
        int minor = Byte.toUnsignedInt(version.get());
        if (major < 1 || major > 3 || minor != 0) {
            throw source.refuse("found .npy format version " + major + "." + minor + ", wanted 1.0, 2.0 or 3.0");
        }
        return major == 1 ? Short.BYTES : Integer.BYTES;
    }

    private static EmbeddingBatch values(VectorSource source, long start, NpyHeader header) throws IOException {
        long count = (long) header.rows() * header.dimension();
        long found = source.size() - start;
        // Divided rather than multiplied: the product of two claims and a width need not fit a long.
        if (count > found / header.width() || count * header.width() != found) {
            throw source.refuse("found " + found + " bytes of values, wanted " + header.rows() + " x "
                    + header.dimension() + " values of " + header.width() + " bytes as the header says; "
                    + (count > found / header.width() ? "it is cut short" : "something follows the array"));
        }
        if (count > VectorSource.MOST_VALUES) {
            throw source.refuse(
                    "found " + count + " values, wanted at most " + VectorSource.MOST_VALUES + " in one file");
        }
        float[] values = new float[(int) count];
        int chunk = CHUNK / header.width();
        ByteBuffer bytes = VectorSource.buffer((int) Math.min(CHUNK, found));
        double[] wide = new double[header.width() == Double.BYTES ? Math.min(chunk, values.length) : 0];
        for (int first = 0; first < values.length; ) {
            int many = Math.min(chunk, values.length - first);
            source.fill(bytes.clear().limit(many * header.width()), start + (long) first * header.width());
            if (header.width() == Float.BYTES) {
                bytes.asFloatBuffer().get(values, first, many);
            } else {
                DoubleBuffer doubles = bytes.asDoubleBuffer();
                doubles.get(wide, 0, many);
                round(source, header, wide, values, first, many);
            }
            first += many;
        }
        return EmbeddingBatch.of(header.rows(), header.dimension(), values);
    }

    private static void round(
            VectorSource source, NpyHeader header, double[] wide, float[] values, int first, int many) {
        for (int i = 0; i < many; i++) {
            float rounded = (float) wide[i];
            if (Float.isInfinite(rounded) && !Double.isInfinite(wide[i])) {
                throw source.refuse("found " + wide[i] + " in row " + (first + i) / header.dimension()
                        + ", wanted numbers that float32 can hold");
            }
            values[first + i] = rounded;
        }
    }
}
