/**
 * The embedder {@code onnx}: encoders in Hugging Face form (model.onnx and tokenizer.json), run by ONNX Runtime.
 *
 * <p>The bundled model lies in a jar that nobody requires: it has no module descriptor, and every automatic module on
 * the module path is resolved as soon as one is, which {@code com.microsoft.onnxruntime} sees to.
 */
module org.ttt4j.embed.onnx {
    requires transitive org.ttt4j.api;
    requires com.fasterxml.jackson.databind;
    requires com.microsoft.onnxruntime;

    exports org.ttt4j.embed.onnx;

    provides org.ttt4j.api.BackendProvider.OfEmbedder with
            org.ttt4j.embed.onnx.OnnxEmbedderProvider;
}
