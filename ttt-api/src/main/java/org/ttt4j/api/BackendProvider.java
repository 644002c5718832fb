package org.ttt4j.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Registers one backend of one slot as a Java service: {@code provides BackendProvider.OfIndex with ...}. Providers are
 * inert: making one, asking for its id and {@link #description()} loads no native library; only opening does. They have
 * a public no-argument constructor. Thread-safe.
 */
public sealed interface BackendProvider {

    /**
     * Name in the configuration, unique in its slot: lower-case letters, digits, dashes between them, and any number of
     * {@code +} at the end ({@code kmeans++}; configuration files write such a name in quotes).
     */
    String id();

    /** One line for people. Loads nothing native. */
    String description();

    /**
     * Tries whether this backend could open here; may load native libraries.
     *
     * @return the device it would use, for instance {@code cpu}
     * @throws BackendException with the reason if it cannot
     */
    default String probe(Settings settings) {
        return "cpu";
    }

    /** Slot {@code embedder}. */
    non-sealed interface OfEmbedder extends BackendProvider {
        /**
         * Opens the embedder. All or nothing: when it throws, everything acquired has been released.
         *
         * @throws ConfigException if a setting is wrong
         * @throws BackendException if the model cannot be used
         */
        Embedder open(Settings settings);
    }

    /** Slot {@code index}. */
    non-sealed interface OfIndex extends BackendProvider {
        /**
         * Starts building an index.
         *
         * @param directory existing directory that the backend's files go into: empty, unless the backend resumes
         * @param spec what will be added
         */
        IndexBuilder build(Path directory, IndexSpec spec, Settings settings);

        /**
         * Whether {@link #build} goes on with the last {@link IndexBuilder#checkpoint} that it finds in the directory, if
         * that is of the same specification and settings, and puts up with anything else an unfinished build leaves.
         */
        default boolean resumes() {
            return false;
        }

        /**
         * Opens an index that {@link #build} finished. Files are verified before anything is trusted.
         *
         * @throws BackendException if files are missing, damaged, foreign or do not match {@code spec}
         */
        VectorIndex open(Path directory, IndexSpec spec, Settings settings);
    }

    /** Slot {@code selector}. */
    non-sealed interface OfSelector extends BackendProvider {
        /** Opens the selector. */
        Selector open(Settings settings);
    }

    /** Slot {@code trainer}. */
    non-sealed interface OfTrainer extends BackendProvider {
        /** Opens the trainer with its model. All or nothing. */
        Trainer open(Settings settings);

        /** Opens what trains models from scratch, if this backend can. */
        default Optional<Pretrainer> openPretrainer(Settings settings) {
            return Optional.empty();
        }

        /** What works on checkpoints as such, if this backend can; holds nothing open. */
        default Optional<Models> openModels(Settings settings) {
            return Optional.empty();
        }
    }
}
