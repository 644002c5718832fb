package org.ttt4j.embed.onnx;

import org.ttt4j.api.BackendException;

/** Makes the exceptions that leave this module: one sentence each, vendor's exception as cause. Thread-safe. */
final class Failures {

    private static final int LONGEST = 400;

    /** "/onnxruntime_src/file.cc:12 void a::function(arguments) const ": a place in ONNX Runtime's own source. */
    private static final String SOURCE_PLACE =
            "/onnxruntime_src/\\S+:\\d+ [^()]*\\((?:[^()]|\\([^()]*\\))*\\)(?: const)?";

    private Failures() {}

    static BackendException of(String sentence) {
        return new BackendException(OnnxEmbedderProvider.ID, sentence);
    }

    /** What was attempted and what the vendor said, on one line. */
    static BackendException of(String attempted, Throwable cause) {
        return new BackendException(OnnxEmbedderProvider.ID, attempted + ": " + firstWords(cause), cause);
    }

    private static String firstWords(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // ONNX Runtime says "Error code - ORT_FAIL - message: ..." and goes on over several lines.
        String words = text.replaceFirst("^Error code - \\w+ - message: ", "")
                .replaceAll(SOURCE_PLACE, " ")
                .replaceAll("\\s+", " ")
                .strip();
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + " ...";
    }
}
