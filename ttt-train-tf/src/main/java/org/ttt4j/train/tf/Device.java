package org.ttt4j.train.tf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.types.TFloat32;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Settings;

/**
 * Where a model runs. Thread-safe.
 *
 * @param kind of device
 * @param gpu number of the GPU for {@link Kind#CUDA}, else 0
 * @param fallback whether the processor will do where the GPU is not there
 */
record Device(Kind kind, int gpu, boolean fallback) {

    /** A GPU if TensorFlow finds one, else the processor. */
    static final Device AUTO = new Device(Kind.AUTO, 0, false);

    private static final Pattern CUDA = Pattern.compile("cuda(?::([0-9]{1,4}))?");
    private static final Path DRIVER = Path.of("/dev/nvidiactl");

    /** Kinds of devices. */
    enum Kind {
        AUTO,
        CPU,
        CUDA
    }

    /** What may be used instead of a device that is not there. */
    enum Fallback {
        NONE,
        CPU
    }

    /** The settings {@code device} and {@code fallback}. */
    static Device from(Settings settings) {
        boolean fallback = settings.choice("fallback", Fallback.NONE) == Fallback.CPU;
        String device = settings.string("device", "auto");
        Matcher cuda = CUDA.matcher(device);
        if (cuda.matches()) {
            return new Device(Kind.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)), fallback);
        }
        return switch (device) {
            case "auto" -> new Device(Kind.AUTO, 0, fallback);
            case "cpu" -> new Device(Kind.CPU, 0, fallback);
            default -> throw settings.refuse("device", "found \"" + device + "\", wanted auto, cpu, cuda or cuda:N");
        };
    }

    /**
     * Restricts a session to this device.
     *
     * @throws BackendException saying what is missing, if it is not there and nothing else will do
     */
    void choose(ConfigProto.Builder config) {
        GPUOptions.Builder options = GPUOptions.newBuilder().setAllowGrowth(true);
        if (kind == Kind.CUDA) {
            options.setVisibleDeviceList(Integer.toString(gpu));
        }
        config.setGpuOptions(options);
        if (kind == Kind.CPU || (kind == Kind.CUDA && !there(config.build()))) {
            config.clearGpuOptions().putDeviceCount("GPU", 0);
        }
    }

    /** Whether a session with these options can place something on a GPU, by trying. */
    private boolean there(ConfigProto config) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph)
                    .withDevice(DeviceSpec.newBuilder()
                            .deviceType(DeviceSpec.DeviceType.GPU)
                            .deviceIndex(0)
                            .build());
            Operand<TFloat32> pinned = tf.identity(tf.constant(1f));
            try (Session session = new Session(graph, config)) {
                session.runner().fetch(pinned).run().close();
                return true;
            }
        } catch (RuntimeException absent) { // TensorFlow's exceptions have no closer type in common
            if (fallback) {
                return false;
            }
            throw new BackendException(Ids.BACKEND, "found no GPU " + gpu + " for device = cuda: " + missing(), absent);
        }
    }

    private static String missing() {
        String platform = Loader.getPlatform();
        boolean built = TensorFlow.class
                        .getClassLoader()
                        .getResource("org/tensorflow/internal/c_api/" + platform + "-gpu/libtensorflow_cc.so.2")
                != null;
        return (built
                        ? "TensorFlow's build for GPUs is there"
                        : "TensorFlow's build for GPUs is not (tensorflow-core-native with classifier " + platform
                                + "-gpu; build with -Pgpu)")
                + ", "
                + (Files.exists(DRIVER) ? "NVIDIA's driver is there" : "NVIDIA's driver is not (" + DRIVER + ")")
                + "; CUDA 12 and cuDNN 9 are wanted as well, or device = cpu, or fallback = cpu";
    }
}
