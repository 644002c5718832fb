package org.ttt4j.embed.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/**
 * An encoder with its tokenizer. A row depends on its text alone, save for rounding: the padding of a batch changes the
 * order of float32 additions. Texts without any token, of tokenizers without special tokens, get zeros. Thread-safe.
 */
final class OnnxEmbedder implements Embedder {

    private static final String STAGE = "embed";
    private static final int TEXTS_BETWEEN_CHECKS = 256;

    private final Gate gate = new Gate("OnnxEmbedder");
    private final OnnxSettings settings;
    private final TextTokenizer tokenizer;
    private final OnnxSession session;
    private final Workers workers;
    private final Traits traits;

    private OnnxEmbedder(
            OnnxSettings settings, TextTokenizer tokenizer, OnnxSession session, Workers workers, Traits traits) {
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.session = session;
        this.workers = workers;
        this.traits = traits;
    }

    /**
     * Loads tokenizer and model and tries them on a text of the greatest length.
     *
     * @throws BackendException if one of them cannot be used; nothing stays open then
     */
    static OnnxEmbedder open(OnnxSettings settings) {
        ModelFiles files = settings.model();
        byte[] json = files.tokenizer();
        // Either takes about a second when the JVM is cold, so one is read beside the other.
        CompletableFuture<TextTokenizer> reading =
                CompletableFuture.supplyAsync(() -> TokenizerJson.read(files.tokenizerName(), json));
        ModelFiles.Model model = files.model();
        TextTokenizer tokenizer = result(reading);
        if (settings.maxTokens() <= tokenizer.specialTokens()) {
            throw Failures.of("max-tokens = " + settings.maxTokens() + ": tokenizer " + files.tokenizerName() + " adds "
                    + tokenizer.specialTokens() + " special tokens to each text, wanted more than those");
        }
        try (Undo undo = new Undo()) {
            OnnxSession session = undo.push(OnnxSession.open(model, settings.device()));
            int dimension = dimension(session, tokenizer, settings);
            if ((long) settings.batch() * settings.maxTokens() * dimension > Integer.MAX_VALUE - 8) {
                throw Failures.of("batch = " + settings.batch() + ", max-tokens = " + settings.maxTokens()
                        + ": found more than 2^31 values of dimension " + dimension + ", wanted smaller batches");
            }
            String fingerprint = fingerprint(settings, session.signature(), model.sha256(), Sha256.of(json));
            Traits traits = new Traits(dimension, settings.maxTokens(), settings.normalize(), fingerprint);
            Workers workers = undo.push(new Workers(settings.workers()));
            return undo.keep(new OnnxEmbedder(settings, tokenizer, session, workers, traits));
        }
    }

    private static <T> T result(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof BackendException refused ? refused : e;
        }
    }

    /** Dimension of the output for a text of the greatest length, which also shows whether the model takes it. */
    private static int dimension(OnnxSession session, TextTokenizer tokenizer, OnnxSettings settings) {
        int[] longest = new int[settings.maxTokens()];
        Arrays.fill(longest, tokenizer.padding());
        try {
            return session.run(List.of(longest), tokenizer.padding()).dimension();
        } catch (BackendException e) {
            throw Failures.of("max-tokens = " + settings.maxTokens() + " may be more than the model takes", e);
        }
    }

    private static String fingerprint(
            OnnxSettings settings, ModelSignature signature, String modelSha256, String tokenizerSha256) {
        return Sha256.of(String.join(
                "\n",
                "org.ttt4j.embed.onnx 1",
                "model=" + modelSha256,
                "tokenizer=" + tokenizerSha256,
                "output=" + signature.output(),
                "pooling=" + (signature.pooled() ? "model" : settings.pooling().name()),
                "normalize=" + settings.normalize(),
                "max-tokens=" + settings.maxTokens()));
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public EmbeddingBatch embed(List<String> texts, RunControl control) {
        return gate.inside(() -> {
            int dimension = traits.dimension();
            if ((long) texts.size() * dimension > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("found " + texts.size() + " texts, wanted at most "
                        + (Integer.MAX_VALUE - 8) / dimension + " at once");
            }
            List<int[]> tokens = tokenize(texts, control);
            float[] rows = new float[texts.size() * dimension];
            List<int[]> batches = Batches.of(tokens, settings.batch());
            long empty = tokens.stream().filter(ids -> ids.length == 0).count();
            AtomicLong done = new AtomicLong(empty);
            workers.run(
                    batches.size(),
                    i -> {
                        control.checkCancelled();
                        embedBatch(batches.get(i), tokens, rows);
                        done.addAndGet(batches.get(i).length);
                    },
                    () -> report(control, done.get(), texts.size()));
            report(control, texts.size(), texts.size());
            return EmbeddingBatch.of(texts.size(), dimension, rows);
        });
    }

    private static void report(RunControl control, long done, long total) {
        control.report(new Progress.Advanced(STAGE, done, total));
    }

    private List<int[]> tokenize(List<String> texts, RunControl control) {
        List<int[]> tokens = new ArrayList<>(texts.size());
        for (String text : texts) {
            if (tokens.size() % TEXTS_BETWEEN_CHECKS == 0) {
                control.checkCancelled();
            }
            if (text == null) {
                throw new IllegalArgumentException("text " + tokens.size() + " is null, wanted a text");
            }
            tokens.add(tokenizer.encode(text, settings.maxTokens()));
        }
        return tokens;
    }

    private void embedBatch(int[] members, List<int[]> tokens, float[] rows) {
        List<int[]> batch = Arrays.stream(members).mapToObj(tokens::get).toList();
        OnnxSession.Output output = session.run(batch, tokenizer.padding());
        int dimension = output.dimension();
        for (int i = 0; i < members.length; i++) {
            double[] vector = new double[dimension];
            if (session.signature().pooled()) {
                Pooling.CLS.pool(output.values(), i * dimension, 1, dimension, vector);
            } else {
                int from = i * output.tokens() * dimension;
                settings.pooling().pool(output.values(), from, batch.get(i).length, dimension, vector);
            }
            if (!Arrays.stream(vector).allMatch(Double::isFinite)) {
                throw Failures.of(
                        "model " + settings.model().name() + ": found a value that is not finite in the vector of text "
                                + members[i] + ", wanted numbers");
            }
            Pooling.write(vector, settings.normalize(), rows, members[i] * dimension);
        }
    }

    @Override
    public int tokens(String text) {
        return gate.inside(() -> tokenizer.encode(text, settings.maxTokens()).length);
    }

    @Override
    public void close() {
        gate.close(() -> {
            workers.close();
            session.close();
        });
    }
}
