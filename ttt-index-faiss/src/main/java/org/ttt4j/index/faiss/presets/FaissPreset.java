package org.ttt4j.index.faiss.presets;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/**
 * Tells JavaCPP how to map {@code ttt_faiss.h}, our own list of functions over FAISS. Arrays cross as Java arrays only,
 * which JNI copies: no native memory is owned by Java apart from the index handle. Thread-safe.
 */
@Properties(
        value = {
            @Platform(
                    value = {"linux-x86_64", "linux-arm64"},
                    compiler = "cpp17",
                    include = "ttt_faiss.h",
                    // JavaCPP passes these in reverse: the static FAISS first, then what it needs.
                    link = {"openblas", "faiss"},
                    library = "jnittt_faiss"),
            // The same compiled for newer processors, if it is there: see FaissVariant.
            @Platform(value = "linux-x86_64", extension = "-avx2")
        },
        target = "org.ttt4j.index.faiss.bindings",
        global = "org.ttt4j.index.faiss.bindings.Faiss")
public class FaissPreset implements InfoMapper {

    /** Called by JavaCPP's parser. */
    public FaissPreset() {}

    @Override
    public void map(InfoMap infos) {
        infos.put(new Info("float").valueTypes("float").pointerTypes("float[]"))
                .put(new Info("int64_t").cast().valueTypes("long").pointerTypes("long[]"))
                .put(new Info("int8_t").cast().valueTypes("byte").pointerTypes("byte[]"))
                .put(new Info("const char").valueTypes("byte").pointerTypes("String"))
                .put(new Info("std::string").annotations("@StdString").valueTypes("String"));
    }
}
