package org.ttt4j.train.tf;

/**
 * Reads one text bit by bit, keeping keys and values in native memory: a token costs what attention to those before it
 * costs and one pass over the weights. Holds until it is closed 8 layers n perHead bytes for each token read. Confined
 * to one thread.
 */
final class Decoder implements AutoCloseable {

    private final Lease session;
    private final ModelGraph.Reading graph;
    private NativeCall last;
    private int length;

    Decoder(Lease session, ModelGraph.Reading graph) {
        this.session = session;
        this.graph = graph;
    }

    /**
     * Logits of the token after those read so far and these.
     *
     * @param tokens at least one, all in all no more than the context
     */
    float[] next(int[] tokens) {
        NativeCall call = new NativeCall(session);
        try {
            call.feed(graph.tokens(), new int[][] {tokens}).feed(graph.cache().length, new int[][] {{length}});
            call.fetch(graph.nextLogits());
            for (int i = 0; i < graph.cache().past.size(); i++) {
                if (last != null) {
                    call.feed(graph.cache().past.get(i), last.tensor(1 + i));
                }
                call.fetch(graph.cache().extended.get(i));
            }
            float[] logits = call.run().floats(0);
            length += tokens.length;
            NativeCall before = last;
            last = call;
            call = before; // what the finally block frees
            return logits;
        } finally {
            if (call != null) {
                call.close();
            }
        }
    }

    /** Forgets the text and frees what it took. */
    void forget() {
        if (last != null) {
            last.close();
            last = null;
        }
        length = 0;
    }

    @Override
    public void close() {
        forget();
    }
}
