package org.ttt4j.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes files of vectors, right and wrong ones. */
final class VectorBytes {

    private VectorBytes() {}

    /** A file that NumPy wrote, see write-vectors.py. */
    static byte[] resource(String name) {
        try (InputStream file = VectorBytes.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A .npy file of format version 1 with any header and float32 values. */
    static byte[] npy(String header, float... values) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[10 + text.length + Float.BYTES * values.length];
        ByteBuffer view = view(file);
        view.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        view.putShort((short) text.length).put(text);
        for (float value : values) {
            view.putFloat(value);
        }
        return file;
    }

    /** The header of float32 values in C order. */
    static String header(String shape) {
        return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
    }

    /** A .fvecs file. */
    static byte[] fvecs(float[]... rows) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (float[] row : rows) {
            file.writeBytes(fvecsRow(row.length, row));
        }
        return file.toByteArray();
    }

    /** A row of a .fvecs file that claims any dimension. */
    static byte[] fvecsRow(int dimension, float... values) {
        byte[] row = new byte[Float.BYTES * (1 + values.length)];
        ByteBuffer view = view(row).putInt(dimension);
        for (float value : values) {
            view.putFloat(value);
        }
        return row;
    }

    /** A .npy file of format version 1 with float64 values. */
    static byte[] wideNpy(String shape, double... values) {
        byte[] head = npy(header(shape).replace("<f4", "<f8"));
        byte[] file = Arrays.copyOf(head, head.length + Double.BYTES * values.length);
        ByteBuffer view = view(file).position(head.length);
        for (double value : values) {
            view.putDouble(value);
        }
        return file;
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
