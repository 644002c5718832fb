package org.ttt4j.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.ttt4j.api.BackendException;

/**
 * A session in a file: a line of text, the trainer's fingerprint, the number of steps, weights, squares, all big endian,
 * and the SHA-256 of all before. Thread-safe.
 */
final class BytesSnapshot {

    private static final String HEADER = "ttt4j bytes snapshot 1\n";
    private static final int DIGEST = 32;

    private BytesSnapshot() {}

    /** Writes beside the file and renames. */
    static void write(Path file, BytesSession session) {
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(all);
            out.write(start(session));
            out.writeInt(session.steps());
            floats(out, session.model.weights());
            floats(out, session.model.squares());
            out.write(Sha256.digest().digest(all.toByteArray()));
            try {
                Files.write(beside, all.toByteArray());
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException failure) {
            throw refuse(file, "cannot be written: " + failure, failure);
        }
    }

    /** Checks everything before it changes the session. */
    static void read(Path file, BytesSession session) {
        byte[] all;
        try {
            all = Files.readAllBytes(file);
        } catch (IOException failure) {
            throw refuse(file, "cannot be read: " + failure + "; wanted a snapshot", failure);
        }
        byte[] start = start(session);
        float[] weights = session.model.weights();
        int wanted = start.length + Integer.BYTES + 2 * Float.BYTES * weights.length + DIGEST;
        int data = Math.max(0, all.length - DIGEST);
        byte[] digest = Sha256.digest().digest(Arrays.copyOf(all, data));
        if (!Arrays.equals(digest, Arrays.copyOfRange(all, data, Math.max(DIGEST, all.length)))) {
            throw refuse(file, "found another checksum than the file's own, wanted a whole snapshot", null);
        }
        if (all.length != wanted || !Arrays.equals(start, Arrays.copyOf(all, start.length))) {
            throw refuse(
                    file,
                    "found a snapshot of another trainer, wanted one of the trainer bytes " + session.fingerprint,
                    null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(all, start.length, data - start.length);
        session.continueAfter(buffer.getInt());
        for (float[] values : new float[][] {weights, session.model.squares()}) {
            buffer.asFloatBuffer().get(values);
            buffer.position(buffer.position() + Float.BYTES * values.length);
        }
    }

    private static byte[] start(BytesSession session) {
        return (HEADER + session.fingerprint + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void floats(DataOutputStream out, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }

    private static BackendException refuse(Path file, String problem, IOException cause) {
        return new BackendException(BytesTrainerProvider.ID, file + ": " + problem, cause);
    }
}
