package org.ttt4j.index.faiss;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.ttt4j.api.BackendException;

/**
 * Which build of the native library is used. Debian compiles FAISS without SSE3, for which it uses plain loops; a build
 * for AVX2, made by {@code ./ttt native}, answers single queries about four times as fast. It lies in a jar of its own as a platform
 * extension of JavaCPP, {@code linux-x86_64-avx2}. One process loads one build: the first to open an index decides.
 * Thread-safe.
 */
enum FaissVariant {
    /** The best that is there and that the processor can run. */
    AUTO,
    /** The build for every processor of the platform. */
    GENERIC,
    /** The build for processors with AVX2, FMA and F16C. */
    AVX2;

    private static final Set<String> NEEDED = Set.of("avx2", "fma", "f16c", "popcnt");

    /**
     * What this choice comes to here; loads nothing.
     *
     * @throws BackendException if it was asked for and is not there or does not run
     */
    FaissVariant resolved() {
        boolean there = resource(AVX2).isPresent();
        boolean runs = runs(Path.of("/proc/cpuinfo"));
        if (this == AVX2 && !(there && runs)) {
            throw new BackendException(
                    FaissIndexProvider.ID,
                    "found " + (there ? "a processor without AVX2" : "no AVX2 build of the library")
                            + ", wanted one for variant=avx2: "
                            + (there ? "set variant=auto" : "type ./ttt native in a checkout, or set variant=auto"));
        }
        return this == GENERIC || !(there && runs) ? GENERIC : AVX2;
    }

    /** Where the library of a resolved variant lies. */
    static Optional<URL> resource(FaissVariant variant) {
        String directory = Loader.getPlatform() + (variant == AVX2 ? "-avx2" : "");
        String name = FaissVariant.class.getPackageName().replace('.', '/') + "/" + directory + "/" + FaissLibrary.FILE;
        // Not of the class: another module's resource is found through the loader only.
        return Optional.ofNullable(FaissVariant.class.getClassLoader().getResource(name));
    }

    /** Whether Linux says that the processor has all that the AVX2 build uses. */
    static boolean runs(Path processors) {
        try {
            return Loader.getPlatform().equals("linux-x86_64")
                    && Files.readAllLines(processors).stream()
                            .filter(line -> line.startsWith("flags"))
                            .findFirst()
                            .map(line -> Arrays.asList(line.split("\\s+", -1)))
                            .filter(flags -> flags.containsAll(NEEDED))
                            .isPresent();
        } catch (IOException e) {
            return false; // a system that does not tell gets the build that runs everywhere
        }
    }
}
