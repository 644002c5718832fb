package org.ttt4j.index.faiss;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.ttt4j.api.BackendException;
import org.ttt4j.index.faiss.bindings.Faiss;

/** Loads the native library once, or says in one sentence why it cannot. Thread-safe. */
final class FaissLibrary {

    static final String FILE = "libjnittt_faiss.so";

    /** Which of JavaCPP's platform extensions it may look for; a value that none has keeps it to the generic build. */
    private static final String EXTENSION = "platform.extension";

    /**
     * JavaCPP reads these once and would then refuse native memory beyond four times the heap, also to the trainer, which
     * may share it; what is native here is counted and closed.
     */
    private static final List<String> LIMITS =
            List.of("org.bytedeco.javacpp.maxBytes", "org.bytedeco.javacpp.maxPhysicalBytes");

    private static FaissVariant loaded;
    /** Kept: the second attempt to initialise a class only says that the first one failed. */
    private static String failure;

    private FaissLibrary() {}

    /**
     * Makes the bindings usable.
     *
     * @param wanted which build; the first call of a process decides
     * @return the build that is loaded
     * @throws BackendException if the library is not there for this platform or does not load
     */
    static synchronized FaissVariant load(FaissVariant wanted) {
        if (loaded != null) {
            return loaded;
        }
        if (failure != null) {
            throw new BackendException(FaissIndexProvider.ID, failure);
        }
        for (String limit : LIMITS) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
        FaissVariant variant = wanted.resolved();
        Properties properties = Loader.loadProperties();
        Object before = properties.get(EXTENSION);
        properties.put(EXTENSION, "-" + variant.name().toLowerCase(Locale.ROOT));
        try {
            refreshCache(variant);
            Faiss.gpu_build();
            loaded = variant;
            return variant;
        } catch (IOException | LinkageError | IllegalCallerException e) {
            failure = "found no usable FAISS library (" + root(e).getMessage() + "), wanted " + FILE + " for "
                    + Loader.getPlatform()
                    + " with libopenblas.so.0 and libgomp.so.1 (Debian and Ubuntu: libopenblas0, libgomp1)";
            throw new BackendException(FaissIndexProvider.ID, failure, e);
        } finally {
            if (before == null) {
                properties.remove(EXTENSION); // other libraries of JavaCPP choose for themselves
            } else {
                properties.put(EXTENSION, before);
            }
        }
    }

    /**
     * Replaces JavaCPP's unpacked copy when it differs from what the jar holds. JavaCPP compares length and time only,
     * and in a reproducible build every jar has the same times, so a rebuilt or damaged library would stay in use. In one
     * move: another process may be about to load it.
     */
    private static void refreshCache(FaissVariant variant) throws IOException {
        URL packaged = FaissVariant.resource(variant)
                .orElseThrow(() -> new IOException("the library was not built for this platform"));
        if (packaged.getProtocol().equals("file")) {
            return;
        }
        Path copy = Loader.cacheResource(packaged).toPath();
        byte[] wanted;
        try (InputStream in = packaged.openStream()) {
            wanted = in.readAllBytes();
        }
        if (!Arrays.equals(wanted, Files.readAllBytes(copy))) {
            FileTime time = Files.getLastModifiedTime(copy);
            Path whole = Files.createTempFile(copy.getParent(), FILE, ".tmp");
            try {
                Files.write(whole, wanted);
                Files.setLastModifiedTime(whole, time);
                Files.move(whole, copy, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last;
    }
}
