package org.ttt4j.select;

/** An order that is known beforehand. Confined to one thread. */
final class FixedOrder implements Order {

    private final int[] positions;
    private int next;

    FixedOrder(int[] positions) {
        this.positions = positions;
    }

    @Override
    public int next() {
        return next < positions.length ? positions[next++] : NONE;
    }
}
