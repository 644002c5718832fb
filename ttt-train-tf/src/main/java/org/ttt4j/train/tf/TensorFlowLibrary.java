package org.ttt4j.train.tf;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;
import org.ttt4j.api.BackendException;

/** Loads the native library once, or says in one sentence why it cannot. Thread-safe. */
final class TensorFlowLibrary {

    private static final String DIRECTORY = "/org/tensorflow/internal/c_api/";
    /** Each after those that it needs. */
    private static final List<String> FILES =
            List.of("libtensorflow_framework.so.2", "libomp-6196b3b5.so.5", "libtensorflow_cc.so.2");

    /** JavaCPP would refuse native memory beyond four times the heap; what is native here is counted and closed. */
    private static final List<String> UNLIMITED =
            List.of("org.bytedeco.javacpp.maxBytes", "org.bytedeco.javacpp.maxPhysicalBytes");
    /** Keeps the memory of freed tensors for the next step, which takes 7% off its time. */
    private static final String KEEPING = "TF_CPU_ALLOCATOR_USE_BFC";

    private static String version;
    /** Kept: the second attempt to initialise a class only says that the first one failed. */
    private static String failure;

    private TensorFlowLibrary() {}

    /**
     * Makes TensorFlow's classes usable.
     *
     * @return TensorFlow's version
     * @throws BackendException if the library is not there for this platform or does not load
     */
    static synchronized String load() {
        if (version != null) {
            return version;
        }
        if (failure != null) {
            throw new BackendException(Ids.BACKEND, failure);
        }
        try {
            prepare();
            unpack();
            version = TensorFlow.version();
            return version;
        } catch (IOException | LinkageError e) {
            failure = "TensorFlow's native library did not load (" + e.getMessage()
                    + "), wanted tensorflow-core-native and javacpp for " + Loader.getPlatform()
                    + " on the module path, and 700 MB for JavaCPP's cache of unpacked libraries";
            throw new BackendException(Ids.BACKEND, failure, e);
        }
    }

    /**
     * Sets what makes steps fast and is read only once, unless whoever started the program has said otherwise: JavaCPP's
     * limits when its class Pointer is loaded, TensorFlow's environment when it first needs memory. Where either has
     * happened already, or the environment cannot be reached, steps are slower or memory is limited, and no number differs.
     */
    private static void prepare() {
        for (String limit : UNLIMITED) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
        NativeEnvironment.addMissing(KEEPING, "true");
    }

    /**
     * Unpacks the libraries in the order in which they need one another. JavaCPP, which is asked for the last one first,
     * unpacks and loads that, and the system's loader then takes the first one from beside it as it stands: half written
     * by another process, or by one that was killed, it would crash the JVM. Each is written under JavaCPP's own lock.
     */
    private static void unpack() throws IOException {
        for (String build : List.of("", "-gpu")) {
            for (String file : FILES) {
                URL packaged =
                        Loader.findResource(TensorFlow.class, DIRECTORY + Loader.getPlatform() + build + "/" + file);
                if (packaged != null) {
                    Loader.cacheResource(packaged);
                }
            }
        }
    }
}
