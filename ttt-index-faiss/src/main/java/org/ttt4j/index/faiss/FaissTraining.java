package org.ttt4j.index.faiss;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.index.faiss.bindings.Faiss;
import org.ttt4j.index.faiss.bindings.NativeTraining;

/**
 * Training of one index in parts. Owns a copy of the sample and what was learned from it so far; closed before the index.
 * Confined to one thread.
 */
final class FaissTraining implements AutoCloseable {

    private static final NativeHandles OPEN = NativeHandles.of(FaissIndexProvider.ID);

    /** Floats handed over at once, 4 MiB. */
    private static final int FLOATS_PER_CALL = 1 << 20;

    private final FaissHandle handle;
    private final NativeTraining pointer;
    private final Checkpoints checkpoints;
    private final String recipe;
    private final int rows;
    private boolean closed;

    private FaissTraining(
            FaissHandle handle, NativeTraining pointer, Checkpoints checkpoints, String recipe, int rows) {
        this.handle = handle;
        this.pointer = pointer;
        this.checkpoints = checkpoints;
        this.recipe = recipe;
        this.rows = rows;
        OPEN.acquired();
    }

    /**
     * Begins, or goes on with the last checkpoint of the same training.
     *
     * @param recipe all that decides the outcome besides the sample
     */
    static FaissTraining start(FaissHandle handle, EmbeddingBatch sample, Checkpoints checkpoints, String recipe) {
        NativeTraining pointer = handle.ask("take the sample", index -> Faiss.training(index, sample.rows()));
        CRC32C sum = new CRC32C();
        try {
            int step = Math.max(1, FLOATS_PER_CALL / sample.dimension());
            for (int from = 0; from < sample.rows(); from += step) {
                int count = Math.min(step, sample.rows() - from);
                int first = from;
                float[] some = Floats.rows(sample, from, count);
                handle.run("take the sample", index -> Faiss.training_rows(pointer, first, count, some));
                sum.update(bytes(some));
            }
            String whole =
                    String.format("%s; trained on %d rows of CRC-32C %08x", recipe, sample.rows(), sum.getValue());
            Optional<Path> last = checkpoints.latest(whole);
            last.ifPresent(file -> handle.run(
                    "go on with " + file, index -> Faiss.read_training(pointer, FaissHandle.nativePath(file))));
            return new FaissTraining(handle, pointer, checkpoints, whole, sample.rows());
        } catch (RuntimeException failed) {
            Faiss.release_training(pointer);
            throw failed;
        }
    }

    /** Refuses a sample that cannot be the one this began with. */
    void requireSame(EmbeddingBatch sample) {
        if (sample.rows() != rows) {
            throw new IllegalArgumentException(
                    "found " + sample.rows() + " training rows, wanted the same " + rows + " in every part");
        }
    }

    /**
     * Goes on for a while; where parts end does not change the outcome.
     *
     * @return whether the index is trained
     */
    boolean part(double seconds, int threads) {
        return handle.ask("train the index", index -> Faiss.train_part(pointer, seconds, threads));
    }

    /** How many of the rows have been learned from, so to speak: the share of the work that is done. */
    long rowsDone() {
        return (long) (rows * Faiss.training_share(pointer));
    }

    /** Keeps how far it has come. */
    void checkpoint(RunControl control) {
        checkpoints.write(
                file -> handle.run(
                        "write " + file, index -> Faiss.write_training(pointer, FaissHandle.nativePath(file))),
                checkpoints.position() + 1,
                recipe,
                control);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Faiss.release_training(pointer);
            OPEN.released();
        }
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
