package acme.ttt;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** Index {@code scan}: one file of vectors, scanned by every search. */
public final class ScanProvider implements BackendProvider.OfIndex {

    private static final String FILE = "scan.f32";

    @Override
    public String id() {
        return "scan";
    }

    @Override
    public String description() {
        return "a scan of all vectors";
    }

    @Override
    public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
        try {
            return new Builder(new DataOutputStream(Files.newOutputStream(directory.resolve(FILE))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve(FILE)));
            if (bytes.remaining() != spec.size() * spec.dimension() * Float.BYTES) {
                throw new BackendException(id(), "found " + bytes.remaining() + " bytes in " + FILE);
            }
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return new ScanIndex(spec, values);
        } catch (IOException failure) {
            throw new BackendException(id(), "cannot read " + FILE, failure);
        }
    }

    private record Builder(DataOutputStream file) implements IndexBuilder {

        @Override
        public long trainingRows() {
            return 0;
        }

        @Override
        public void train(EmbeddingBatch sample, RunControl control) {}

        @Override
        public void add(EmbeddingBatch vectors, RunControl control) {
            try {
                for (float value : vectors.toArray()) {
                    file.writeFloat(value);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void finish(RunControl control) {
            close();
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
