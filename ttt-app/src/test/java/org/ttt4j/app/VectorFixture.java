package org.ttt4j.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Files of vectors as NumPy writes them. */
final class VectorFixture {

    private VectorFixture() {}

    /** Writes rows of equal length, at least one, as float32. */
    static Path npy(Path file, float[]... rows) throws IOException {
        return npy(file, rows.length, rows[0].length, rows);
    }

    /** Writes no rows. */
    static Path noRows(Path file, int dimension) throws IOException {
        return npy(file, 0, dimension);
    }

    private static Path npy(Path file, int count, int dimension, float[]... rows) throws IOException {
        byte[] header = ("{'descr': '<f4', 'fortran_order': False, 'shape': (" + count + ", " + dimension + "), }\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[10 + header.length + count * dimension * Float.BYTES];
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        view.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        view.putShort((short) header.length).put(header);
        for (float[] row : rows) {
            for (float value : row) {
                view.putFloat(value);
            }
        }
        return Files.write(file, bytes);
    }

    /** Rows of a seed. */
    static float[][] rows(int count, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[count][dimension];
        Arrays.stream(rows).forEach(row -> {
            for (int j = 0; j < dimension; j++) {
                row[j] = (float) random.nextDouble(-1, 1);
            }
        });
        return rows;
    }
}
