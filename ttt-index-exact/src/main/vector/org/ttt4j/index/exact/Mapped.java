package org.ttt4j.index.exact;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads vectors from mapped memory. Java 17 takes them from a ByteBuffer, newer versions from a MemorySegment, which 17 does
 * not have: one class file serves both by method handles that the JIT compiler sees through, as they are constants.
 * Thread-safe.
 */
final class Mapped {

    private static final int LANES = VectorKernel.SPECIES.length();
    private static final VectorSpecies<Float> FLOATS = VectorKernel.SPECIES;
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));

    private static final String SEGMENT = "java.lang.foreign.MemorySegment";
    private static final MethodHandle VIEW;
    private static final MethodHandle LOAD_FLOATS;
    private static final MethodHandle LOAD_SHORTS;
    private static final MethodHandle LOAD_BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VIEW = segments()
                    ? lookup.findStatic(
                                    Class.forName(SEGMENT),
                                    "ofBuffer",
                                    MethodType.methodType(Class.forName(SEGMENT), Buffer.class))
                            .asType(MethodType.methodType(Object.class, ByteBuffer.class))
                    : MethodHandles.identity(ByteBuffer.class)
                            .asType(MethodType.methodType(Object.class, ByteBuffer.class));
            LOAD_FLOATS = load(lookup, FloatVector.class);
            LOAD_SHORTS = load(lookup, ShortVector.class);
            LOAD_BYTES = load(lookup, ByteVector.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Mapped() {}

    /** What the loads below take for a piece of a file. */
    static Object view(ByteBuffer piece) {
        try {
            return (Object) VIEW.invokeExact(piece);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    static FloatVector floats(Object view, int at) {
        try {
            return (FloatVector) LOAD_FLOATS.invokeExact((VectorSpecies<?>) FLOATS, view, at, ByteOrder.LITTLE_ENDIAN);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** As many as there are floats in a vector. */
    static ShortVector shorts(Object view, int at) {
        try {
            return (ShortVector) LOAD_SHORTS.invokeExact((VectorSpecies<?>) SHORTS, view, at, ByteOrder.LITTLE_ENDIAN);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** As many as there are floats in a vector, of at least 8. */
    static ByteVector bytes(Object view, int at) {
        try {
            return (ByteVector) LOAD_BYTES.invokeExact((VectorSpecies<?>) BYTES, view, at, ByteOrder.LITTLE_ENDIAN);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    private static MethodHandle load(MethodHandles.Lookup lookup, Class<?> vector) throws ReflectiveOperationException {
        MethodHandle handle = segments()
                ? lookup.findStatic(
                        vector,
                        "fromMemorySegment",
                        MethodType.methodType(
                                vector, VectorSpecies.class, Class.forName(SEGMENT), long.class, ByteOrder.class))
                : lookup.findStatic(
                        vector,
                        "fromByteBuffer",
                        MethodType.methodType(
                                vector, VectorSpecies.class, ByteBuffer.class, int.class, ByteOrder.class));
        return handle.asType(
                MethodType.methodType(vector, VectorSpecies.class, Object.class, int.class, ByteOrder.class));
    }

    private static boolean segments() {
        return Runtime.version().feature() >= 22;
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
