package org.ttt4j.train.tf;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** The matrix products of a model, of which its time is made. Confined to one thread. */
final class Products {

    private final Graph graph;
    private final Ops tf;
    private final Precision precision;
    private final Map<Output<TFloat32>, Operand<TBfloat16>> rounded;

    Products(Graph graph, Ops tf, Precision precision) {
        this(graph, tf, precision, new HashMap<>());
    }

    private Products(Graph graph, Ops tf, Precision precision, Map<Output<TFloat32>, Operand<TBfloat16>> rounded) {
        this.graph = graph;
        this.tf = tf;
        this.precision = precision;
        this.rounded = rounded;
    }

    /** Matrix products that wait for something else; what was rounded is shared. */
    Products after(Op first) {
        return new Products(graph, tf.withControlDependencies(first), precision, rounded);
    }

    /** a b, a^T b, a b^T or a^T b^T of two matrices. */
    Operand<TFloat32> matrix(Operand<TFloat32> a, boolean transposeA, Operand<TFloat32> b, boolean transposeB) {
        return precision == Precision.BF16
                ? exact(tf.linalg.matMul(
                        rounded(a), rounded(b), MatMul.transposeA(transposeA), MatMul.transposeB(transposeB)))
                : tf.linalg.matMul(a, b, MatMul.transposeA(transposeA), MatMul.transposeB(transposeB));
    }

    /** The same over the last two dimensions of equally shaped stacks; V2 because V3 is not in oneDNN's rewrite. */
    Operand<TFloat32> batched(Operand<TFloat32> a, boolean transposeA, Operand<TFloat32> b, boolean transposeB) {
        return precision == Precision.BF16
                ? exact(stacks(rounded(a), transposeA, rounded(b), transposeB))
                : stacks(a, transposeA, b, transposeB);
    }

    private <T extends TNumber> Operand<T> stacks(Operand<T> a, boolean transposeA, Operand<T> b, boolean transposeB) {
        OperationBuilder builder =
                graph.opBuilder("BatchMatMulV2", tf.scope().makeOpName("product"), graph.baseScope());
        builder.addInput(a.asOutput());
        builder.addInput(b.asOutput());
        builder.setAttr("adj_x", transposeA);
        builder.setAttr("adj_y", transposeB);
        return builder.build().output(0);
    }

    /** Once for all products that it goes into. */
    private Operand<TBfloat16> rounded(Operand<TFloat32> x) {
        return rounded.computeIfAbsent(x.asOutput(), key -> tf.dtypes.cast(x, TBfloat16.class));
    }

    private Operand<TFloat32> exact(Operand<TBfloat16> x) {
        return tf.dtypes.cast(x, TFloat32.class);
    }
}
