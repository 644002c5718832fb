package org.ttt4j.embed.onnx;

import java.util.Map;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.EmbedderContract;

/** The contract, on the bundled model. */
class OnnxEmbedderTests extends EmbedderContract {

    @Override
    protected Embedder open() {
        return new OnnxEmbedderProvider().open(Settings.of(Map.of()));
    }
}
