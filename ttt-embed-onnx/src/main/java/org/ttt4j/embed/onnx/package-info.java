/**
 * Embeds texts with an encoder exported to ONNX. {@link org.ttt4j.embed.onnx.OnnxEmbedderProvider} is the way in:
 *
 * <pre>{@code
 * try (Embedder embedder = new OnnxEmbedderProvider().open(Settings.of(Map.of()))) {   // the bundled all-MiniLM-L6-v2
 *     EmbeddingBatch vectors = embedder.embed(List.of("one text", "another"), RunControl.silent());   // (2, 384)
 * }
 * }</pre>
 *
 * <p>Close the embedder before the JVM exits: ONNX Runtime frees its library in a shutdown hook, and a model that still
 * runs then crashes the JVM. Closing waits for running calls.
 *
 * <p>The way of a text: {@link org.ttt4j.embed.onnx.TextTokenizer} makes token ids of it, {@link
 * org.ttt4j.embed.onnx.Batches} sorts texts by length, {@link org.ttt4j.embed.onnx.Workers} hands batches to cores,
 * {@link org.ttt4j.embed.onnx.OnnxSession} runs the model, {@link org.ttt4j.embed.onnx.Pooling} makes one row of a
 * text's token vectors.
 */
package org.ttt4j.embed.onnx;
