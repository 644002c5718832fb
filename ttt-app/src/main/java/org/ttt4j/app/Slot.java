package org.ttt4j.app;

import com.typesafe.config.ConfigUtil;
import java.util.Locale;
import org.ttt4j.api.BackendProvider;

/** The places a backend can take. */
enum Slot {
    EMBEDDER(BackendProvider.OfEmbedder.class),
    INDEX(BackendProvider.OfIndex.class),
    SELECTOR(BackendProvider.OfSelector.class),
    TRAINER(BackendProvider.OfTrainer.class);

    private final Class<? extends BackendProvider> service;

    Slot(Class<? extends BackendProvider> service) {
        this.service = service;
    }

    /** The service type that fills this slot. */
    Class<? extends BackendProvider> service() {
        return service;
    }

    /** Name in the configuration, such as {@code embedder}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Full key that chooses the backend, such as {@code ttt.embedder.use}. */
    String useKey() {
        return "ttt." + key() + ".use";
    }

    /** Full path of a backend's own settings, such as {@code ttt.embedder.onnx} or {@code ttt.selector."kmeans++"}. */
    String path(String id) {
        return ConfigUtil.joinPath("ttt", key(), id);
    }
}
