package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.Optional;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/**
 * Registers FAISS in the slot {@code index}. Settings and their defaults are in this module's {@code reference.conf}.
 * Thread-safe.
 */
public final class FaissIndexProvider implements BackendProvider.OfIndex {

    /** Id of this backend. */
    static final String ID = "faiss";

    /** For {@link java.util.ServiceLoader} and for programs that choose this backend themselves. */
    public FaissIndexProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        boolean fast = FaissVariant.AUTO.resolved() == FaissVariant.AVX2;
        return "FAISS: any index_factory text, inner product or L2; "
                + (fast ? "AVX2 build" : "generic build, ./ttt native in a checkout makes a faster one");
    }

    @Override
    public String probe(Settings settings) {
        FaissSettings own = FaissSettings.from(settings);
        FaissVariant variant = FaissLibrary.load(own.variant());
        own.device().requireSupported();
        return own.device() + (variant == FaissVariant.AVX2 ? ", AVX2 build" : "");
    }

    @Override
    public IndexBuilder build(Path directory, IndexSpec spec, Settings settings) {
        FaissSettings own = FaissSettings.from(settings);
        return own.shards() > 1 && spec.size() > 1
                ? ShardedBuilder.start(directory, spec, own, settings)
                : FaissIndexBuilder.start(
                        directory,
                        spec,
                        own,
                        new Checkpoints(directory, FaissIndexBuilder.TRAINING, spec),
                        Optional.empty(),
                        settings);
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec, Settings settings) {
        FaissSettings own = FaissSettings.from(settings);
        return Shards.in(directory, spec)
                .<VectorIndex>map(shards -> ShardedIndex.open(shards, own))
                .orElseGet(() -> FaissIndex.open(directory, spec, own));
    }
}
