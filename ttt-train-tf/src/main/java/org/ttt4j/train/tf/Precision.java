package org.ttt4j.train.tf;

/** What matrix products are computed in. Weights, sums, norms and the optimizer are float32 with each. Thread-safe. */
enum Precision {
    /** IEEE single precision. */
    FLOAT32,
    /** Operands and results rounded to bfloat16, 8 bits of mantissa, where the processor multiplies it faster. */
    BF16
}
