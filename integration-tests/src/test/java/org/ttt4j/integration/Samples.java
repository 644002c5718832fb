package org.ttt4j.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A corpus, an index and a model that the packaged commands made, each once per test run: sources of this project, the
 * default embedder and index, and a language model of a few steps. Nobody may change them. Thread-safe.
 */
final class Samples {

    /** Makes a tiny model in a second or two: {@code pretrain}'s options for its size. */
    static final Object[] TINY_MODEL = {
        "--layers",
        1,
        "--width",
        32,
        "--heads",
        2,
        "--context",
        64,
        "--vocabulary",
        512,
        "--batch",
        2,
        "--heldout-share",
        0.1
    };

    private Samples() {}

    /** JSONL of the API's sources, one document per file or part of a file. */
    static Path corpus() {
        return Made.CORPUS;
    }

    /** An index over {@link #corpus()}. */
    static Path index() {
        return Indexed.INDEX;
    }

    /** An index over {@link #corpus()} that needs no native library but FAISS, and opens in a moment. */
    static Path hashedIndex() {
        return Hashed.INDEX;
    }

    /** A Hugging Face directory; needs TensorFlow. */
    static Path model() {
        return Trained.MODEL;
    }

    /** A directory for one test's files, empty. */
    static Path directory(String name) {
        try {
            Path directory = Distribution.WORK.resolve(name);
            Distribution.delete(directory);
            return Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Made {
        static final Path CORPUS = Distribution.WORK.resolve("sample corpus.jsonl");

        static {
            Launch.ttt(
                            "corpus",
                            "build",
                            "--from",
                            Distribution.REPOSITORY.resolve("ttt-api/src/main/java"),
                            "--out",
                            CORPUS)
                    .succeed();
        }
    }

    private static final class Indexed {
        static final Path INDEX = Distribution.WORK.resolve("sample index");

        static {
            Launch.ttt("index", "build", "--corpus", Made.CORPUS, "--out", INDEX)
                    .succeed();
        }
    }

    private static final class Hashed {
        static final Path INDEX = Distribution.WORK.resolve("sample index of hashes");

        static {
            Launch.ttt("index", "build", "--corpus", Made.CORPUS, "--out", INDEX)
                    .hashed()
                    .succeed();
        }
    }

    private static final class Trained {
        static final Path MODEL = Distribution.WORK.resolve("sample model");

        static {
            Launch.ttt("pretrain", "--corpus", Made.CORPUS, "--out", MODEL)
                    .words(TINY_MODEL)
                    .words("--steps", 20)
                    .succeed();
        }
    }
}
