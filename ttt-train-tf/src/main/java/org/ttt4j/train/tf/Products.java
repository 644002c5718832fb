package org.ttt4j.train.tf;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Matrix products. oneDNN's reduced-precision mode ({@code TF_SET_ONEDNN_FPMATH_MODE=BF16}) covers BatchMatMulV2 only,
 * while in plain float32 MatMul is the faster one, so the op is chosen when the graph is built. Confined to one thread.
 */
final class Products {

    private final Graph graph;
    private final Ops tf;
    private final boolean batchedOnly;

    Products(Graph graph, Ops tf, boolean batchedOnly) {
        this.graph = graph;
        this.tf = tf;
        this.batchedOnly = batchedOnly;
    }

    /** a b, a^T b, a b^T or a^T b^T of two matrices. */
    Operand<TFloat32> matrix(Operand<TFloat32> a, boolean transposeA, Operand<TFloat32> b, boolean transposeB) {
        return batchedOnly
                ? batched(a, transposeA, b, transposeB)
                : tf.linalg.matMul(a, b, MatMul.transposeA(transposeA), MatMul.transposeB(transposeB));
    }

    /** The same over the last two dimensions of equally shaped stacks; V2 because V3 is not in oneDNN's rewrite. */
    Operand<TFloat32> batched(Operand<TFloat32> a, boolean transposeA, Operand<TFloat32> b, boolean transposeB) {
        OperationBuilder builder =
                graph.opBuilder("BatchMatMulV2", tf.scope().makeOpName("product"), graph.baseScope());
        builder.addInput(a.asOutput());
        builder.addInput(b.asOutput());
        builder.setAttr("adj_x", transposeA);
        builder.setAttr("adj_y", transposeB);
        return builder.build().output(0);
    }
}
