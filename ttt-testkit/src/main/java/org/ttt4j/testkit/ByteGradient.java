package org.ttt4j.testkit;

import java.util.Arrays;

/** Gradient of the few rows that a chunk touched, in the order of the first touch. Confined to one thread. */
final class ByteGradient {

    /** Takes one row of the gradient: 257 values from an offset on. */
    interface RowVisitor {
        void visit(int row, float[] values, int offset);
    }

    private static final int V = ByteModel.VOCABULARY;

    private final int[] slotOfRow; // -1: not touched
    private int[] rowOfSlot = new int[64];
    private float[] values = new float[64 * V];
    private int slots;

    ByteGradient(int rows) {
        slotOfRow = new int[rows];
        Arrays.fill(slotOfRow, -1);
    }

    void clear() {
        for (int slot = 0; slot < slots; slot++) {
            slotOfRow[rowOfSlot[slot]] = -1;
        }
        slots = 0;
    }

    /** Adds a distribution to a row, and -1 at the token that came. */
    void add(int row, double[] distribution, int token) {
        int slot = slotOfRow[row];
        if (slot < 0) {
            slot = newSlot(row);
        }
        int offset = slot * V;
        for (int v = 0; v < V; v++) {
            values[offset + v] += (float) distribution[v];
        }
        values[offset + token] -= 1;
    }

    void forEachRow(RowVisitor visitor) {
        for (int slot = 0; slot < slots; slot++) {
            visitor.visit(rowOfSlot[slot], values, slot * V);
        }
    }

    private int newSlot(int row) {
        if (slots == rowOfSlot.length) {
            rowOfSlot = Arrays.copyOf(rowOfSlot, 2 * slots);
            values = Arrays.copyOf(values, 2 * slots * V);
        }
        Arrays.fill(values, slots * V, (slots + 1) * V, 0);
        rowOfSlot[slots] = row;
        slotOfRow[row] = slots;
        return slots++;
    }
}
