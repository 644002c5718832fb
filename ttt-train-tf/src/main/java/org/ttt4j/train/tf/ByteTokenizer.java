package org.ttt4j.train.tf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One id per UTF-8 byte; the model says which id ends a text. Thread-safe. */
final class ByteTokenizer implements Tokenizer {

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return ids;
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length);
        for (int id : ids) {
            if (id < 256) {
                bytes.write(id);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return id >= 0 && id < 256 ? new byte[] {(byte) id} : new byte[0];
    }

    @Override
    public byte[][] spelled(int[] ids) {
        return Arrays.stream(ids).mapToObj(this::bytes).toArray(byte[][]::new);
    }

    @Override
    public int size() {
        return 256;
    }

    @Override
    public int endOfText() {
        return -1;
    }

    @Override
    public byte[] toJson() {
        return new byte[0];
    }
}
