package org.ttt4j.index.exact;

import java.util.Optional;

/** Chooses a {@link Kernel}. Thread-safe. */
final class Kernels {

    /** Compiled apart, since the module it needs is not there in every Java. */
    private static final String VECTOR = "org.ttt4j.index.exact.VectorKernel";

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private Kernels() {}

    /**
     * The kernel that the settings ask for.
     *
     * @throws org.ttt4j.api.ConfigException if it cannot be had
     */
    static Kernel of(ExactSettings settings) {
        return switch (settings.scan()) {
            case SCALAR -> new ScalarKernel();
            case AUTO -> vector().orElseGet(ScalarKernel::new);
            case VECTOR ->
                vector().orElseThrow(() -> settings.source()
                        .refuse(
                                "scan",
                                "found vector, but not the module " + VECTOR_MODULE + " with vectors of 128 to 512"
                                        + " bits; wanted java --add-modules " + VECTOR_MODULE + ", or scan = auto"));
        };
    }

    /** The kernel on the Vector API, if Java was started with its module and the processor has vectors of a size for it. */
    static Optional<Kernel> vector() {
        Optional<Module> module = ModuleLayer.boot().findModule(VECTOR_MODULE);
        if (module.isEmpty()) {
            return Optional.empty();
        }
        Kernels.class.getModule().addReads(module.orElseThrow());
        try {
            return Optional.of(Class.forName(VECTOR)
                    .asSubclass(Kernel.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException | LinkageError unusable) {
            return Optional.empty(); // another Java than those this was made for: plain loops answer as well
        }
    }
}
