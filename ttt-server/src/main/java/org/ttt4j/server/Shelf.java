package org.ttt4j.server;

/**
 * The version of the documents that new requests learn from. An earlier one goes when the last request that began with it
 * has ended. Thread-safe.
 */
final class Shelf {

    private Held current;

    Shelf(Documents documents) {
        current = new Held(documents, () -> {});
    }

    /** Borrows the present version until the lease is closed. */
    synchronized Lease borrow() {
        current.users++;
        return new Lease(this, current);
    }

    /**
     * Puts another version in its place.
     *
     * @param released called once nobody uses the earlier one any more, on any thread
     */
    void replace(Documents next, Runnable released) {
        Held earlier;
        boolean unused;
        synchronized (this) {
            earlier = current;
            earlier.released = released;
            earlier.replaced = true;
            unused = earlier.users == 0;
            current = new Held(next, () -> {});
        }
        if (unused) {
            released.run();
        }
    }

    private void giveBack(Held held) {
        boolean last;
        synchronized (this) {
            held.users--;
            last = held.replaced && held.users == 0;
        }
        if (last) {
            held.released.run();
        }
    }

    /** A borrowed version. Confined to one thread. */
    record Lease(Shelf shelf, Held held) implements AutoCloseable {

        Documents documents() {
            return held.documents;
        }

        @Override
        public void close() {
            shelf.giveBack(held);
        }
    }

    static final class Held {
        private final Documents documents;
        private Runnable released;
        private int users;
        private boolean replaced;

        Held(Documents documents, Runnable released) {
            this.documents = documents;
            this.released = released;
        }
    }
}
