package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

    /** Where the weights are spread over several files. */
    static final String INDEX = "model.safetensors.index.json";

    private static final String PICKLED = "pytorch_model.bin";
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors");

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

    /** Reads one of its JSON files. */
    Json json(String file) {
        return Json.parse(bytes(file), label(file));
    }

    /** Reads config.json. */
    Architecture architecture() {
        return Families.parse(bytes(CONFIG), label(CONFIG));
    }

    /** Rates of dropout in config.json. */
    Dropout dropout(int seed) {
        try {
            return Dropout.parse(Json.parse(bytes(CONFIG), label(CONFIG)), seed);
        } catch (IllegalArgumentException misfit) {
            throw new BackendException(Ids.BACKEND, label(CONFIG) + ": " + misfit.getMessage(), misfit);
        }
    }

    /** Whether it has a tokenizer.json. */
    boolean hasTokenizer() {
        return has(TOKENIZER);
    }

    /** Whether it has a file of this name. */
    boolean has(String file) {
        return directory == null
                ? ModelDirectory.class.getResource(resourceName(file)) != null
                : Files.exists(directory.resolve(file));
    }

    /** Reads tokenizer.json. */
    FileTokenizer tokenizer() {
        return tokenizer(false);
    }

    /** The same; special tokens that are written in a text are text like any other if {@code specialIsText}. */
    FileTokenizer tokenizer(boolean specialIsText) {
        return TokenizerJson.read(bytes(TOKENIZER), label(TOKENIZER), specialIsText);
    }

    /** Reads a tokenizer.json in GPT-2's form, of which fewer merges can be used. */
    ByteLevelBpe learnedTokenizer() {
        return TokenizerJson.readLearned(bytes(TOKENIZER), label(TOKENIZER));
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

    /** Opens model.safetensors, or the files that its index names; the caller closes them. */
    WeightFiles weights() {
        try (Undo undo = new Undo()) {
            List<Safetensors> files = new ArrayList<>();
            for (String file : weightFiles()) {
                ByteSource source = undo.push(source(file));
                files.add(undo.push(Safetensors.open(source)));
            }
            return undo.keep(new WeightFiles(files, name));
        }
    }

    /** Bytes of the files that {@link #weights} opens, by name. */
    Map<String, Long> weightSizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String file : weightFiles()) {
            try (ByteSource weights = source(file)) {
                sizes.put(file, weights.size());
            } catch (IOException failure) {
                throw unreadable(file, failure);
            }
        }
        return sizes;
    }

    /** SHA-256 over weights, tokenizer and configuration. */
    String fingerprint() {
        Digest digest = new Digest().add(bytes(CONFIG));
        digest.add(hasTokenizer() ? bytes(TOKENIZER) : new byte[0]);
        Codec.FILES.stream().filter(this::has).forEach(file -> digest.add(bytes(file)));
        for (String file : weightFiles()) {
            try (ByteSource weights = source(file)) {
                digest.add(weights);
            } catch (IOException failure) {
                throw unreadable(file, failure);
            }
        }
        return digest.hex();
    }

    /** Writes a complete directory; the weights come last, so that what has them is whole. */
    static void write(Path directory, LanguageModel model, byte[] config, Tokenizer tokenizer, boolean half)
            throws IOException {
        AtomicFiles.write(directory.resolve(CONFIG), config);
        byte[] json = tokenizer.toJson();
        if (json.length > 0) {
            AtomicFiles.write(directory.resolve(TOKENIZER), json);
        }
        SafetensorsWriter writer = new SafetensorsWriter(half).metadata("format", "pt");
        Architecture architecture = model.architecture();
        Map<String, long[]> shapes = architecture.parameters();
        try (Fetched values = model.values(shapes.keySet())) {
            shapes.forEach((weight, shape) -> writer.tensor(architecture.fileName(weight), shape, values.of(weight)));
            writer.write(directory.resolve(WEIGHTS));
        }
    }

    /** The files that hold the weights: one, or those of an index. */
    private List<String> weightFiles() {
        if (directory == null || Files.exists(directory.resolve(WEIGHTS))) {
            return List.of(WEIGHTS);
        }
        if (Files.exists(directory.resolve(INDEX))) {
            return shards();
        }
        if (Files.exists(directory.resolve(PICKLED)) || Files.exists(directory.resolve(PICKLED + ".index.json"))) {
            throw new BackendException(
                    Ids.BACKEND,
                    label(WEIGHTS) + ": found only " + PICKLED + ", which is a Python program that builds the weights;"
                            + " wanted " + WEIGHTS + ": convert it once, where Python has Hugging Face's transformers,"
                            + " with python3 -c \"from transformers import AutoModelForCausalLM as M;"
                            + " M.from_pretrained('" + directory + "').save_pretrained('" + directory
                            + "', safe_serialization=True)\"");
        }
        return List.of(WEIGHTS);
    }

    private List<String> shards() {
        Json index = Json.parse(bytes(INDEX), label(INDEX));
        JsonNode map = index.root().path("weight_map");
        Set<String> files = new LinkedHashSet<>();
        for (JsonNode file : map) {
            String shard = file.asText();
            if (!SHARD.matcher(shard).matches()) {
                throw index.refuse("weight_map", file.toString(), "names of safetensors files in the same directory");
            }
            files.add(shard);
        }
        if (files.isEmpty()) {
            throw index.refuse("weight_map", map.toString(), "an object from tensors to files");
        }
        return List.copyOf(files);
    }

    private ByteSource source(String file) {
        try {
            return directory == null
                    ? ByteSource.heap(label(file), bytes(file))
                    : ByteSource.file(directory.resolve(file));
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /** The bytes of a file beside the weights. */
    byte[] bytes(String file) {
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
        try (InputStream in = ModelDirectory.class.getResourceAsStream(resourceName(file))) {
            if (in == null) {
                throw new NoSuchFileException(label(file));
            }
            return in.readAllBytes();
        }
    }

    private String resourceName(String file) {
        return "bundled/" + name.substring(PREFIX.length()) + "/" + file;
    }

    private String label(String file) {
        return directory == null ? name + "/" + file : directory.resolve(file).toString();
    }

    private BackendException unreadable(String file, IOException failure) {
        return new BackendException(
                Ids.BACKEND,
                label(file) + ": " + FileTrouble.of(failure) + "; wanted a Hugging Face directory with " + CONFIG + ", "
                        + WEIGHTS + " and " + TOKENIZER,
                failure);
    }
}
