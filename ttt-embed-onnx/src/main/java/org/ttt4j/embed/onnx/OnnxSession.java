package org.ttt4j.embed.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Undo;

/**
 * A model loaded by ONNX Runtime. It computes on the calling thread. {@link #run} is thread-safe; {@link #close} is to be
 * called once, when nothing runs any more, for freeing a session in use crashes the JVM.
 */
final class OnnxSession implements AutoCloseable {

    private final OrtEnvironment environment;
    private final Native<OrtSession> session;
    private final String model;
    private final ModelSignature signature;

    // Inputs lie outside the heap. Buffers made for each call would pile up until the garbage collector runs.
    private final Queue<LongBuffer> spare = new ConcurrentLinkedQueue<>();

    private OnnxSession(
            OrtEnvironment environment, Native<OrtSession> session, String model, ModelSignature signature) {
        this.environment = environment;
        this.session = session;
        this.model = model;
        this.signature = signature;
    }

    /**
     * Loads a model.
     *
     * @throws BackendException if ONNX Runtime, the device or the model cannot be used; nothing stays open then
     */
    static OnnxSession open(ModelFiles.Model model, Device device) {
        OrtEnvironment environment = environment();
        String subject = "model " + model.name();
        try (Undo undo = new Undo();
                Native<SessionOptions> options = Native.own(new SessionOptions())) {
            configure(options.get(), device);
            Native<OrtSession> session = undo.push(Native.own(model.content().load(environment, options.get())));
            ModelSignature signature = ModelSignature.of(subject, session.get());
            return undo.keep(new OnnxSession(environment, session, subject, signature));
        } catch (OrtException e) {
            throw Failures.of(subject + " cannot be loaded by ONNX Runtime " + environment.getVersion(), e);
        }
    }

    /** The process-wide environment. It is never closed: others may use it, and its shutdown hook closes it. */
    private static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "ttt");
        } catch (RuntimeException | LinkageError e) {
            throw Failures.of(
                    "ONNX Runtime's native library cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch"),
                    e);
        }
    }

    private static void configure(SessionOptions options, Device device) throws OrtException {
        // One thread per call: whole batches run side by side, which uses cores better than splitting one batch does.
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        // What goes wrong is thrown; the log would say it a second time on stderr.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        // Lengths differ from batch to batch, so that remembered layouts only cost memory.
        options.setMemoryPatternOptimization(false);
        if (device.gpu().isEmpty()) {
            return;
        }
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw Failures.of("device = " + device
                    + ": found ONNX Runtime for the CPU alone, wanted the one for CUDA; build with -Pgpu");
        }
        try {
            options.addCUDA(device.gpu().getAsInt());
        } catch (OrtException e) {
            throw Failures.of("device = " + device + " cannot be used", e);
        }
    }

    ModelSignature signature() {
        return signature;
    }

    /**
     * The output for one batch.
     *
     * @param values row-major: (B, d) if the model pools itself, else (B, T, d)
     * @param tokens T, length of the longest text
     * @param dimension d
     */
    record Output(FloatBuffer values, int tokens, int dimension) {}

    /**
     * Runs the model on B texts, padded to the longest.
     *
     * @param batch token ids per text, each at least one
     * @param padding token id of the padding
     * @throws BackendException if the model fails or its output has another shape than promised
     */
    Output run(List<int[]> batch, int padding) {
        int texts = batch.size();
        int tokens = batch.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        LongBuffer buffer = borrow(3 * texts * tokens);
        try {
            for (int i = 0; i < texts; i++) {
                int[] text = batch.get(i);
                for (int t = 0, at = i * tokens; t < tokens; t++, at++) {
                    boolean token = t < text.length;
                    buffer.put(at, token ? text[t] : padding);
                    buffer.put(texts * tokens + at, token ? 1 : 0);
                    buffer.put(2 * texts * tokens + at, 0);
                }
            }
            return run(buffer, texts, tokens);
        } catch (OrtException e) {
            throw Failures.of(model + " failed on " + texts + " texts of up to " + tokens + " tokens", e);
        } finally {
            spare.add(buffer);
        }
    }

    /** Memory for at least so many numbers; it goes back to {@link #spare}. */
    private LongBuffer borrow(int size) {
        LongBuffer buffer = spare.poll();
        return buffer != null && buffer.capacity() >= size
                ? buffer
                : ByteBuffer.allocateDirect(size * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asLongBuffer();
    }

    private Output run(LongBuffer buffer, int texts, int tokens) throws OrtException {
        try (Native<OnnxTensor> ids = tensor(buffer, 0, texts, tokens);
                Native<OnnxTensor> mask = tensor(buffer, 1, texts, tokens);
                Native<OnnxTensor> types = tensor(buffer, 2, texts, tokens)) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put(ModelSignature.IDS, ids.get());
            inputs.put(ModelSignature.MASK, mask.get());
            if (signature.tokenTypes()) {
                inputs.put(ModelSignature.TYPES, types.get());
            }
            try (Native<OrtSession.Result> result = Native.own(session.get().run(inputs, Set.of(signature.output())))) {
                return output((OnnxTensor) result.get().get(0), texts, tokens);
            }
        }
    }

    /** The n-th input of shape (texts, tokens) in a buffer that holds one after the other. */
    private Native<OnnxTensor> tensor(LongBuffer buffer, int n, int texts, int tokens) throws OrtException {
        int size = texts * tokens;
        return Native.own(
                OnnxTensor.createTensor(environment, buffer.slice(n * size, size), new long[] {texts, tokens}));
    }

    private Output output(OnnxTensor tensor, int texts, int tokens) {
        long[] shape = tensor.getInfo().getShape();
        int dimension = Math.toIntExact(shape[shape.length - 1]);
        long[] wanted = signature.pooled() ? new long[] {texts, dimension} : new long[] {texts, tokens, dimension};
        boolean promised = signature.dimension() < 0 || signature.dimension() == dimension;
        if (!Arrays.equals(shape, wanted) || !promised || dimension < 1) {
            throw Failures.of(model + ": found output " + signature.output() + " of shape " + Arrays.toString(shape)
                    + ", wanted " + Arrays.toString(wanted));
        }
        // A copy on the heap: it outlives the tensor.
        return new Output(tensor.getFloatBuffer(), tokens, dimension);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw Failures.of(model + " cannot be closed", e);
        }
    }
}
