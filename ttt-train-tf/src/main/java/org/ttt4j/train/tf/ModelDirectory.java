package org.ttt4j.train.tf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/** A model in Hugging Face's layout: a directory, or the one inside this module. Thread-safe. */
final class ModelDirectory {

    private static final String PREFIX = "bundled:";

    /** The bundled model's name in the configuration. */
    static final String BUNDLED = "bundled:ttt-tiny";

    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";
    static final String WEIGHTS = "model.safetensors";

    /** Optional: what the model's maker found to suit it at test time. */
    static final String TEST_TIME = "ttt.json";

    /** For models that do not say: the paper's for GPT-2 (Hardt &amp; Sun, arXiv 2305.18466). */
    static final double PAPER_RATE = 2e-5;

    private static final int LARGEST_TEXT = 256 << 20;

    private final String name;
    private final Path directory;

    private ModelDirectory(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** A model by the value of the setting {@code model}. */
    static ModelDirectory of(String name) {
        if (name.startsWith(PREFIX) && !name.equals(BUNDLED)) {
            throw new BackendException(Ids.BACKEND, "found model " + name + ", wanted a directory or " + BUNDLED);
        }
        try {
            return new ModelDirectory(name, name.equals(BUNDLED) ? null : Path.of(name));
        } catch (InvalidPathException impossible) {
            throw new BackendException(
                    Ids.BACKEND, "found model " + name + ", wanted a directory: " + impossible.getReason(), impossible);
        }
    }

    /** What a user calls it. */
    String name() {
        return name;
    }

    /** Reads config.json. */
    Gpt2Config config() {
        return Gpt2Config.parse(bytes(CONFIG), label(CONFIG));
    }

    /** Whether it has a tokenizer.json. */
    boolean hasTokenizer() {
        return directory == null || Files.exists(directory.resolve(TOKENIZER));
    }

    /** Reads tokenizer.json. */
    ByteLevelBpe tokenizer() {
        return TokenizerJson.read(bytes(TOKENIZER), label(TOKENIZER));
    }

    /** The {@code learning_rate} of ttt.json, else {@link #PAPER_RATE}. */
    double learningRate() {
        if (directory != null && !Files.exists(directory.resolve(TEST_TIME))) {
            return PAPER_RATE;
        }
        Json json = Json.parse(bytes(TEST_TIME), label(TEST_TIME));
        double rate = json.number("learning_rate", PAPER_RATE);
        if (!(rate > 0 && rate <= 1)) {
            throw json.refuse("learning_rate", Double.toString(rate), "a number in (0, 1]");
        }
        return rate;
    }

    /** Opens model.safetensors; the caller closes it. */
    Safetensors weights() {
        try {
            ByteSource source = directory == null
                    ? ByteSource.heap(label(WEIGHTS), bytes(WEIGHTS))
                    : ByteSource.file(directory.resolve(WEIGHTS));
            try (Undo undo = new Undo()) {
                undo.push(source);
                return undo.keep(Safetensors.open(source));
            }
        } catch (IOException failure) {
            throw unreadable(WEIGHTS, failure);
        }
    }

    /** SHA-256 over weights, tokenizer and configuration. */
    String fingerprint() {
        Digest digest = new Digest().add(bytes(CONFIG));
        digest.add(hasTokenizer() ? bytes(TOKENIZER) : new byte[0]);
        try (ByteSource weights = directory == null
                ? ByteSource.heap(label(WEIGHTS), bytes(WEIGHTS))
                : ByteSource.file(directory.resolve(WEIGHTS))) {
            digest.length(weights.size());
            ByteBuffer piece = ByteBuffer.allocate(1 << 20);
            for (long at = 0; at < weights.size(); at += piece.limit()) {
                piece.clear().limit((int) Math.min(piece.capacity(), weights.size() - at));
                weights.read(at, piece);
                digest.update(piece.flip());
            }
        } catch (IOException failure) {
            throw unreadable(WEIGHTS, failure);
        }
        return digest.hex();
    }

    /** Writes a complete directory; the weights come last, so that what has them is whole. */
    static void write(Path directory, Gpt2Model model, Tokenizer tokenizer, boolean half) throws IOException {
        AtomicFiles.write(directory.resolve(CONFIG), model.config().toJson(half ? "float16" : "float32"));
        byte[] json = tokenizer.toJson();
        if (json.length > 0) {
            AtomicFiles.write(directory.resolve(TOKENIZER), json);
        }
        SafetensorsWriter writer = new SafetensorsWriter(half).metadata("format", "pt");
        model.config()
                .parameters()
                .forEach((weight, shape) ->
                        writer.tensor("transformer." + weight, shape, sink -> model.save(weight, sink)));
        writer.write(directory.resolve(WEIGHTS));
    }

    private byte[] bytes(String file) {
        try {
            if (directory == null) {
                return resource(file);
            }
            Path path = directory.resolve(file);
            long size = Files.size(path);
            if (size > LARGEST_TEXT) {
                throw new BackendException(
                        Ids.BACKEND, path + ": found " + size + " bytes, wanted at most " + LARGEST_TEXT);
            }
            return Files.readAllBytes(path);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private byte[] resource(String file) throws IOException {
        String path = "bundled/" + name.substring(PREFIX.length()) + "/" + file;
        try (InputStream in = ModelDirectory.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new NoSuchFileException(label(file));
            }
            return in.readAllBytes();
        }
    }

    private String label(String file) {
        return directory == null ? name + "/" + file : directory.resolve(file).toString();
    }

    private BackendException unreadable(String file, IOException failure) {
        return new BackendException(
                Ids.BACKEND,
                label(file) + ": " + FileTrouble.of(failure) + "; wanted a Hugging Face GPT-2 directory with " + CONFIG
                        + ", " + WEIGHTS + " and " + TOKENIZER,
                failure);
    }
}
