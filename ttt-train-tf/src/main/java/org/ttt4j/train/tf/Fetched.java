package org.ttt4j.train.tf;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Weights, or what is kept beside them, as they are at one moment. On the processor they are the model's own memory, not
 * a copy, until they are closed. Confined to one thread.
 */
final class Fetched implements AutoCloseable {

    private static final int PIECE = 1 << 16;

    private final NativeCall call;
    private final Map<String, Integer> places = new HashMap<>();

    /** Fetches all in one run: TensorFlow prepares every set of operations anew. */
    Fetched(Lease session, Collection<String> names, Function<String, Operand<TFloat32>> read) {
        call = new NativeCall(session);
        names.forEach(name -> {
            places.put(name, places.size());
            call.fetch(read.apply(name));
        });
        call.run();
    }

    /** Values of one of them, row-major. */
    FloatPieces of(String name) {
        return call.pieces(places.get(name), PIECE);
    }

    @Override
    public void close() {
        call.close();
    }
}
