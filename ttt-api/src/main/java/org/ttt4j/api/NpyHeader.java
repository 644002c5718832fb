package org.ttt4j.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the header of a {@code .npy} file says, as far as vectors go. Thread-safe.
 *
 * @param rows n, at least 0; 1 for an array of one dimension
 * @param dimension d, at least 1
 * @param width bytes per value: 4 for float32, 8 for float64
 */
record NpyHeader(int rows, int dimension, int width) {

    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

    /**
     * Reads the text of a header, such as <code>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</code>.
     *
     * @throws IllegalArgumentException if it is something else, or describes something else than rows of floats
     */
    static NpyHeader parse(VectorSource source, String text) {
        Map<String, Object> header;
        try {
            header = new PythonLiteral(text).dictionary();
        } catch (IllegalArgumentException malformed) {
            throw source.refuse("the header is damaged: " + malformed.getMessage());
        }
        if (!header.keySet().equals(KEYS)) {
            throw source.refuse("found a header with the keys " + new TreeSet<>(header.keySet()) + ", wanted "
                    + new TreeSet<>(KEYS));
        }
        int width = width(source, header.get("descr"));
        if (!(header.get("fortran_order") instanceof Boolean fortran)) {
            throw source.refuse("found fortran_order " + PythonLiteral.show(header.get("fortran_order"))
                    + ", wanted True or False");
        }
        if (fortran) {
            throw source.refuse("found an array in Fortran order (column by column), wanted C order;"
                    + " numpy.ascontiguousarray converts it");
        }
        return shaped(source, header.get("shape"), width);
    }

    private static int width(VectorSource source, Object descr) {
        if (descr instanceof List<?>) {
            throw source.refuse("found a structured dtype, wanted '<f4' or '<f8'");
        }
        if (!(descr instanceof String dtype)) {
            throw source.refuse("found the dtype " + PythonLiteral.show(descr) + ", wanted '<f4' or '<f8'");
        }
        return switch (dtype) {
            case "<f4" -> Float.BYTES;
            case "<f8" -> Double.BYTES;
            default ->
                throw source.refuse("found the dtype " + PythonLiteral.show(dtype) + kind(dtype)
                        + ", wanted '<f4' or '<f8' (little-endian float32 or float64); astype('<f4') converts numbers");
        };
    }

    private static String kind(String dtype) {
        if (dtype.startsWith(">")) {
            return " (big-endian)";
        }
        String code = dtype.replaceFirst("^[<>|=]", "");
        return switch (code.isEmpty() ? ' ' : code.charAt(0)) {
            case 'O' -> " (pickled Python objects)";
            case 'i', 'u' -> " (whole numbers)";
            case 'b' -> " (truth values)";
            case 'c' -> " (complex numbers)";
            case 'U', 'S' -> " (texts)";
            case 'V' -> " (structured or raw bytes)";
            default -> "";
        };
    }

    private static NpyHeader shaped(VectorSource source, Object shape, int width) {
        boolean matrix = shape instanceof PythonLiteral.Tuple tuple
                && (tuple.items().size() == 1 || tuple.items().size() == 2)
                && tuple.items().stream().allMatch(Long.class::isInstance);
        if (!matrix) {
            throw source.refuse(
                    "found the shape " + PythonLiteral.show(shape) + ", wanted (n, d), or (d,) for one row");
        }
        List<Long> sizes = ((PythonLiteral.Tuple) shape)
                .items().stream().map(Long.class::cast).toList();
        long rows = sizes.size() == 1 ? 1 : sizes.get(0);
        long dimension = sizes.get(sizes.size() - 1);
        if (rows < 0 || rows > Integer.MAX_VALUE || dimension < 1 || dimension > Integer.MAX_VALUE) {
            throw source.refuse("found the shape " + PythonLiteral.show(shape) + ", wanted n in [0, "
                    + Integer.MAX_VALUE + "] rows of d in [1, " + Integer.MAX_VALUE + "] values");
        }
        return new NpyHeader((int) rows, (int) dimension, width);
    }
}
