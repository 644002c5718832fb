package org.ttt4j.embed.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.BackendException;

/**
 * Where a model and its tokenizer are: files, or resources at the root of a jar. Thread-safe.
 *
 * @param name what messages call the model: its path, or {@code bundled:} and its name
 * @param modelFile the model's file, or empty for a bundled one
 * @param tokenizerFile the tokenizer's file, or empty for a bundled one
 */
record ModelFiles(String name, Optional<Path> modelFile, Optional<Path> tokenizerFile) {

    static final String BUNDLED = "bundled:";

    private static final int LARGEST_TOKENIZER = 64 << 20;
    private static final int BUFFER = 1 << 16;

    /** SHA-256 of the models that come with TTT4J, so that a damaged jar does not go unnoticed. */
    private static final Map<String, String> KNOWN = Map.of(
            "all-minilm-l6-v2.onnx",
            "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e",
            "all-minilm-l6-v2-tokenizer.json",
            "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0");

    static ModelFiles bundled(String model, Optional<Path> tokenizer) {
        return new ModelFiles(BUNDLED + model, Optional.empty(), tokenizer);
    }

    static ModelFiles at(Path model, Optional<Path> tokenizer) {
        Path beside = model.resolveSibling("tokenizer.json");
        return new ModelFiles(model.toString(), Optional.of(model), Optional.of(tokenizer.orElse(beside)));
    }

    /**
     * A model that was read once. Confined to one thread.
     *
     * @param name as in {@link ModelFiles}
     * @param content its bytes
     * @param sha256 of the model and of every file that holds its weights
     */
    record Model(String name, Content content, String sha256) {}

    /** The bytes of a model, wherever they are. */
    interface Content {
        OrtSession load(OrtEnvironment environment, SessionOptions options) throws OrtException;
    }

    /** What messages call the tokenizer. */
    String tokenizerName() {
        return tokenizerFile.map(Path::toString).orElse(resource("-tokenizer.json"));
    }

    /**
     * Reads the model's bytes.
     *
     * @throws BackendException if they are missing, unreadable or no whole ONNX model
     */
    Model model() {
        return read("model", name, () -> {
            if (modelFile.isPresent()) {
                String path = modelFile.get().toString();
                String sha256 = hashWithWeights(modelFile.get());
                return new Model(name, (environment, options) -> environment.createSession(path, options), sha256);
            }
            byte[] bytes = bundled(".onnx", Integer.MAX_VALUE);
            OnnxFile.Scan scan = OnnxFile.scan(new ByteArrayInputStream(bytes));
            verify(".onnx", scan.sha256());
            return new Model(name, (environment, options) -> environment.createSession(bytes, options), scan.sha256());
        });
    }

    /**
     * Reads tokenizer.json.
     *
     * @throws BackendException if it is missing, unreadable or far too large
     */
    byte[] tokenizer() {
        String found = tokenizerName();
        byte[] bytes = read("tokenizer", found, () -> {
            if (tokenizerFile.isEmpty()) {
                byte[] resource = bundled("-tokenizer.json", LARGEST_TOKENIZER + 1);
                verify("-tokenizer.json", Sha256.of(resource));
                return resource;
            }
            try (InputStream in = Files.newInputStream(tokenizerFile.get())) {
                return in.readNBytes(LARGEST_TOKENIZER + 1);
            }
        });
        if (bytes.length > LARGEST_TOKENIZER) {
            throw Failures.of("tokenizer " + found + ": found more than 64 MiB, wanted a tokenizer.json");
        }
        return bytes;
    }

    private static String hashWithWeights(Path model) throws IOException {
        OnnxFile.Scan scan;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(model), BUFFER)) {
            scan = OnnxFile.scan(in);
        }
        if (scan.external().isEmpty()) {
            return scan.sha256();
        }
        StringBuilder all = new StringBuilder(scan.sha256());
        for (String weights : scan.external()) {
            Path file = model.resolveSibling(weights);
            if (!Files.isRegularFile(file)) {
                throw new OnnxFile.MalformedException("no file " + file + ", which holds its weights");
            }
            try (InputStream in = Files.newInputStream(file)) {
                all.append('\n').append(weights).append('=').append(Sha256.of(in));
            }
        }
        return Sha256.of(all.toString());
    }

    private String resource(String suffix) {
        return name.startsWith(BUNDLED) ? name.substring(BUNDLED.length()) + suffix : name + suffix;
    }

    private byte[] bundled(String suffix, int limit) throws IOException {
        // Root resources are not encapsulated: the loader finds them in any module, and in a bare jar.
        try (InputStream in = ModelFiles.class.getClassLoader().getResourceAsStream(resource(suffix))) {
            if (in == null) {
                throw new FileNotFoundException();
            }
            return in.readNBytes(limit);
        }
    }

    private void verify(String suffix, String sha256) {
        String wanted = KNOWN.getOrDefault(resource(suffix), sha256);
        if (!wanted.equals(sha256)) {
            throw Failures.of(name + ": found SHA-256 " + sha256 + " of " + resource(suffix) + ", wanted " + wanted
                    + ", so its jar is damaged or another one");
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T read(String what, String name, Reading<T> reading) {
        String subject = what + " " + name;
        String wanted = what.equals("model") ? "an ONNX model" : "a tokenizer.json";
        try {
            return reading.read();
        } catch (OnnxFile.MalformedException e) {
            throw Failures.of(subject + ": found " + e.getMessage() + ", wanted " + wanted);
        } catch (NoSuchFileException e) {
            throw Failures.of(subject + ": found no such file, wanted " + wanted);
        } catch (AccessDeniedException e) {
            throw Failures.of(subject + ": found a file that may not be read, wanted " + wanted);
        } catch (FileNotFoundException e) {
            throw Failures.of(subject + ": found no such resource on the class path or module path, wanted " + wanted);
        } catch (IOException e) {
            throw Failures.of(subject + " cannot be read, wanted " + wanted, e);
        }
    }
}
