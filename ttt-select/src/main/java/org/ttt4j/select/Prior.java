package org.ttt4j.select;

/**
 * Covariances of K candidates and m query rows before anything is observed: a kernel over vectors. Confined to one
 * thread.
 */
final class Prior {

    private final Points queries;
    private final Points candidates;
    private final Kernel kernel;
    private final double[] row; // (d,) scratch

    /**
     * Joins vectors that were both scaled as the kernel asks.
     *
     * @param queries shape (m, d)
     * @param candidates shape (K, d)
     */
    Prior(Points queries, Points candidates, Kernel kernel) {
        this.queries = queries;
        this.candidates = candidates;
        this.kernel = kernel;
        row = new double[candidates.dimension()];
    }

    /** K. */
    int count() {
        return candidates.count();
    }

    /** m. */
    int queries() {
        return queries.count();
    }

    /** k(x, x) of all candidates, shape (K,). */
    double[] variances() {
        return ofSquares(candidates.squaredLengths().clone());
    }

    /** k(x, x) of one candidate. */
    double variance(int candidate) {
        return ofSquare(candidates.squaredLengths()[candidate]);
    }

    /** k(q, q) of all query rows, shape (m,). */
    double[] queryVariances() {
        return ofSquares(queries.squaredLengths().clone());
    }

    /** k(x, s) of all candidates x with a candidate s, into shape (K,). */
    void column(int s, double[] into) {
        candidates.row(s, row);
        candidates.columns().times(row, into);
        finish(candidates.squaredLengths()[s], into);
    }

    /** k(x, q) of all candidates x with a query row q, into shape (K,). */
    void queryColumn(int q, double[] into) {
        queries.row(q, row);
        candidates.columns().times(row, into);
        finish(queries.squaredLengths()[q], into);
    }

    /** Mean of k(x, q) over the query rows q, of all candidates x, shape (K,). */
    double[] meanQueryColumn() {
        double[] mean = new double[count()];
        double[] column = new double[count()];
        for (int q = 0; q < queries(); q++) {
            queryColumn(q, column);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += column[i] / queries();
            }
        }
        return mean;
    }

    /** k(q, r) of two query rows. */
    double betweenQueries(int q, int r) {
        return of(queries.squaredLengths()[q], queries.squaredLengths()[r], product(queries.row(q), queries.row(r)));
    }

    /** Candidate i, for {@link #between}. */
    Point candidate(int i) {
        return new Point(candidates.row(i), candidates.squaredLengths()[i]);
    }

    /** Query row q, for {@link #between}. */
    Point query(int q) {
        return new Point(queries.row(q), queries.squaredLengths()[q]);
    }

    /** k(x, y). */
    double between(Point x, Point y) {
        return of(x.squaredLength, y.squaredLength, product(x.components, y.components));
    }

    /** One vector. */
    static final class Point {
        private final double[] components; // (d,)
        private final double squaredLength;

        private Point(double[] components, double squaredLength) {
            this.components = components;
            this.squaredLength = squaredLength;
        }
    }

    private double[] ofSquares(double[] squares) {
        for (int i = 0; i < squares.length; i++) {
            squares[i] = ofSquare(squares[i]);
        }
        return squares;
    }

    private double ofSquare(double squaredLength) {
        return of(squaredLength, squaredLength, squaredLength);
    }

    private double of(double xx, double yy, double xy) {
        return kernel.shape() == Kernel.Shape.RBF
                ? Math.exp(-Math.max(0, xx + yy - 2 * xy) / (2 * kernel.lengthScale() * kernel.lengthScale()))
                : xy;
    }

    private void finish(double squaredLength, double[] products) {
        if (kernel.shape() == Kernel.Shape.RBF) {
            double[] squares = candidates.squaredLengths();
            for (int i = 0; i < products.length; i++) {
                products[i] = of(squares[i], squaredLength, products[i]);
            }
        }
    }

    /** Inner product. Four independent sums overlap in the processor; one would wait for itself. */
    static double product(double[] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 4 <= x.length; j += 4) {
            a += x[j] * y[j];
            b += x[j + 1] * y[j + 1];
            c += x[j + 2] * y[j + 2];
            d += x[j + 3] * y[j + 3];
        }
        for (; j < x.length; j++) {
            a += x[j] * y[j];
        }
        return a + b + (c + d);
    }
}
