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
     * {@return the name in the configuration, unique in its slot: lower-case letters, digits, dashes between them, and
     * any number of {@code +} at the end ({@code kmeans++}; configuration files write such a name in quotes)}
     */
    String id();

    /** {@return one line for people} Loads nothing native. */
    String description();

    /**
     * Tries whether this backend could open here; may load native libraries.
     *
     * @param settings the same as for opening it
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
         * @param settings below {@code ttt.embedder.<id>}
         * @return an embedder that the caller closes
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
         * @param settings below {@code ttt.index.<id>}
         * @return a builder that the caller closes
         */
        IndexBuilder build(Path directory, IndexSpec spec, Settings settings);

        /**
         * {@return whether {@link #build build} goes on with the last {@link IndexBuilder#checkpoint
         * IndexBuilder.checkpoint} that it finds in the directory, if that is of the same specification and settings,
         * and puts up with anything else an unfinished build leaves}
         */
        default boolean resumes() {
            return false;
        }

        /**
         * Opens an index that {@link #build build} finished. Files are verified before anything is trusted.
         *
         * @param directory where it was built
         * @param spec what the index is expected to hold
         * @param settings below {@code ttt.index.<id>}
         * @return an index that the caller closes
         * @throws BackendException if files are missing, damaged, foreign or do not match {@code spec}
         */
        VectorIndex open(Path directory, IndexSpec spec, Settings settings);
    }

    /** Slot {@code selector}. */
    non-sealed interface OfSelector extends BackendProvider {
        /**
         * Opens the selector.
         *
         * @param settings below {@code ttt.selector.<id>}
         * @return a selector that the caller closes
         * @throws ConfigException if a setting is wrong
         */
        Selector open(Settings settings);
    }

    /** Slot {@code trainer}. */
    non-sealed interface OfTrainer extends BackendProvider {
        /**
         * Opens the trainer with its model. All or nothing.
         *
         * @param settings below {@code ttt.trainer.<id>}
         * @return a trainer that the caller closes
         * @throws ConfigException if a setting is wrong
         * @throws BackendException if the model cannot be used
         */
        Trainer open(Settings settings);

        /**
         * Opens what trains models from scratch, if this backend can.
         *
         * @param settings below {@code ttt.trainer.<id>}
         * @return a pretrainer that the caller closes, or empty if this backend has none
         */
        default Optional<Pretrainer> openPretrainer(Settings settings) {
            return Optional.empty();
        }

        /**
         * Makes what works on checkpoints as such, if this backend can; it holds nothing open.
         *
         * @param settings below {@code ttt.trainer.<id>}
         * @return empty if this backend has nothing of the kind
         */
        default Optional<Models> openModels(Settings settings) {
            return Optional.empty();
        }
    }
}
