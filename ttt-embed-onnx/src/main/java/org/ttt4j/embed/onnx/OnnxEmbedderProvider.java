package org.ttt4j.embed.onnx;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Settings;

/** The embedder {@code onnx}; its settings and their defaults are in this module's {@code reference.conf}. Thread-safe. */
public final class OnnxEmbedderProvider implements BackendProvider.OfEmbedder {

    static final String ID = "onnx";

    /** Loads nothing. */
    public OnnxEmbedderProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "encoders exported to ONNX, run by ONNX Runtime; all-MiniLM-L6-v2 is bundled";
    }

    @Override
    public String probe(Settings settings) {
        OnnxSettings wanted = OnnxSettings.from(settings);
        OnnxEmbedder.open(wanted).close();
        return wanted.device().toString();
    }

    @Override
    public Embedder open(Settings settings) {
        return OnnxEmbedder.open(OnnxSettings.from(settings));
    }
}
