package org.ttt4j.embed.onnx;

import ai.onnxruntime.OrtException;
import org.ttt4j.api.NativeHandles;

/** An object of ONNX Runtime that is counted while it is open. Confined to one thread. */
final class Native<T extends AutoCloseable> implements AutoCloseable {

    static final NativeHandles HANDLES = NativeHandles.of(OnnxEmbedderProvider.ID);

    private final T object;

    private Native(T object) {
        this.object = object;
        HANDLES.acquired();
    }

    /** Takes an object that was just made. */
    static <T extends AutoCloseable> Native<T> own(T object) {
        return new Native<>(object);
    }

    T get() {
        return object;
    }

    @Override
    public void close() throws OrtException {
        try {
            object.close();
        } catch (OrtException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("closing failed: " + e.getMessage(), e);
        } finally {
            HANDLES.released();
        }
    }
}
