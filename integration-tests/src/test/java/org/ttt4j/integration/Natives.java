package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/**
 * Native stacks that a test needs: {@code onnx}, {@code faiss}, {@code tf}. Where one cannot open, the test is skipped
 * with the reason, unless {@code -Dttt.require=onnx,faiss,tf} names it: then the test fails. Thread-safe.
 */
final class Natives {

    private static final Map<String, String> BACKENDS = Map.of("onnx", "onnx", "faiss", "faiss", "tf", "tensorflow");

    private Natives() {}

    /** Skips or fails the calling test unless all these stacks can open here. */
    static void need(String... stacks) {
        for (String stack : stacks) {
            String problem = Probed.PROBLEMS.get(BACKENDS.get(stack));
            if (problem != null && required(stack)) {
                fail("-Dttt.require names %s, which cannot open here: %s", stack, problem);
            }
            Assumptions.assumeTrue(problem == null, () -> stack + " cannot open here: " + problem);
        }
    }

    private static boolean required(String stack) {
        return Arrays.asList(System.getProperty("ttt.require", "").split("\\s*,\\s*"))
                .contains(stack);
    }

    private static final class Probed {
        static final Map<String, String> PROBLEMS = new TreeMap<>();

        static {
            JsonNode listing =
                    Launch.ttt("backends", "--probe", "--json").succeed().json();
            for (JsonNode backend : listing.get("backends")) {
                if (!backend.get("status").asText().equals("opens")) {
                    PROBLEMS.put(
                            backend.get("id").asText(), backend.path("problem").asText());
                }
            }
        }
    }
}
