package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedVectorFilesTests {

    private static final String TRUE_HEADER = VectorBytes.header("(2, 3)");

    @TempDir
    private Path directory;

    private void refused(String name, byte[] bytes, String sentence) throws IOException {
        Path file = Files.write(directory.resolve(name), bytes);
        assertThatThrownBy(() -> VectorFiles.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("\n");
    }

    private static byte[] good() {
        return VectorBytes.npy(TRUE_HEADER, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void theStartOfAnNpyFileIsChecked() throws IOException {
        byte[] magic = good();
        magic[3] = 'n';
        refused("x.npy", magic, "begins with the bytes 93 4e 55 6e 50 59, wanted the magic \\x93NUMPY of a .npy file");
        refused("x.npy", new byte[] {1}, "begins with the bytes 01, wanted the magic");
        refused("x.npy", Arrays.copyOf(good(), 6), "ends within its first 8 bytes");
        refused("x.npy", Arrays.copyOf(good(), 9), "ends within its first 10 bytes");
        for (int major : new int[] {0, 4, 255}) {
            byte[] version = good();
            version[6] = (byte) major;
            refused("x.npy", version, "found .npy format version " + major + ".0, wanted 1.0, 2.0 or 3.0");
        }
        byte[] minor = good();
        minor[7] = 1;
        refused("x.npy", minor, "found .npy format version 1.1, wanted");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        byte[] file = good();
        file[8] = (byte) 0xff;
        file[9] = (byte) 0xff;
        int room = file.length - 10;
        refused("x.npy", file, "a header that claims 65535 bytes, wanted at most " + room + " in this file of 94");
        byte[] wide = VectorBytes.resource("float64-v2.npy");
        Arrays.fill(wide, 8, 12, (byte) 0xff);
        refused("x.npy", wide, "a header that claims 4294967295 bytes, wanted at most 164");
    }

    @Test
    void aHeaderLongerThanAnyShouldBeIsRefused() throws IOException {
        byte[] file = Arrays.copyOf(VectorBytes.resource("float64-v2.npy"), 3 << 20);
        file[10] = 0x20;
        refused("x.npy", file, "a header that claims 2097268 bytes, wanted at most 1048576 in this file of 3145728");
    }

    /** The product of the sizes is 2^61 + 4, so that in bytes it wraps around to the 32 that are there. */
    @Test
    void aProductThatOverflowsIsRefused() throws IOException {
        byte[] file = VectorBytes.wideNpy("(1824726041, 1263665316)", 1, 2, 3, 4);
        refused("x.npy", file, "found 32 bytes of values, wanted 1824726041 x 1263665316 values of 8 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "(3, 3)                 # found 24 bytes of values, wanted 3 x 3 values of 4 bytes as the header says; it is cut",
                "(2, 2)                 # found 24 bytes of values, wanted 2 x 2 values of 4 bytes as the header says; something",
                "(0, 3)                 # wanted 0 x 3 values of 4 bytes",
                "(2147483647, 2147483647) # wanted 2147483647 x 2147483647 values",
                "(2147483648, 1)        # found the shape (2147483648, 1), wanted n in [0, 2147483647]",
                "(4611686018427387904, 4) # found the shape (4611686018427387904, 4), wanted n in",
                "(-2, 3)                # found the shape (-2, 3), wanted n in",
                "(2, -3)                # found the shape (2, -3), wanted n in",
                "(0,)                   # found the shape (0,), wanted n in",
                "(2, 3.0)               # the header is damaged: found '.0), }' at character",
                "(99999999999999999999999,) # wanted a text, True, False, a tuple or a whole number below 2^63",
                "(6)                    # found the shape 6, wanted (n, d)",
                "[2, 3]                 # found the shape [2, 3], wanted (n, d)",
                "('2', 3)               # found the shape ('2', 3), wanted (n, d)",
                "True                   # found the shape True, wanted (n, d)",
                "(2, (3,))              # found the shape (2, (3,)), wanted (n, d)",
                "((((((((((((((((((((1))))))))))))))))))),) # wanted values nested less than 16 deep",
                "None                   # wanted a value instead of 'None'",
            })
    void shapesThatLieAreRefused(String shape, String sentence) throws IOException {
        refused("x.npy", VectorBytes.npy(VectorBytes.header(shape.strip()), 1, 2, 3, 4, 5, 6), sentence.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "`` # the header is damaged: found the end at character 0, wanted '{'",
                "[1, 2] # the header is damaged: found '[1, 2]' at character 0, wanted '{'",
                "{} # found a header with the keys [], wanted [descr, fortran_order, shape]",
                "{'descr': '<f4', 'shape': (6,)} # with the keys [descr, shape], wanted",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': 1} # with the keys [descr, fortran_order, shape, x]",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)} # found fortran_order 0, wanted True or False",
                "{'descr': 4, 'fortran_order': False, 'shape': (6,)} # found the dtype 4, wanted",
                "{'descr': '', 'fortran_order': False, 'shape': (6,)} # found the dtype '', wanted",
                "{'descr': '<f4, 'fortran_order': False, 'shape': (6,)} # the header is damaged",
                "{'descr': '<f4 # wanted a text that ends",
                "{'descr': '<f4' # found the end at character 15, wanted '}'",
                "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (6,)} # wanted a text without escapes",
                "{descr: '<f4', 'fortran_order': False, 'shape': (6,)} # wanted a text in quotes",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)} # the key 'descr' only once",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)} + x # wanted nothing after the dictionary",
                "{'descr': '<f4', 'fortran_order': False, 'shape': open('x')} # wanted a value instead of 'open'",
            })
    void headersThatAreNoneAreRefused(String header, String sentence) throws IOException {
        refused("x.npy", VectorBytes.npy(header, 1, 2, 3, 4, 5, 6), sentence.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"shape\":(2,3,),\"fortran_order\":False,\"descr\":\"<f4\"}",
                "{ 'descr' : '<f4' ,\t'fortran_order' : False , 'shape' : ( 2L , 3L ) , } \n\n",
            })
    void otherSpellingsOfTheSameHeaderAreRead(String header) throws IOException {
        Path file = Files.write(directory.resolve("x.npy"), VectorBytes.npy(header, 1, 2, 3, 4, 5, 6));
        assertThat(VectorFiles.read(file).row(1)).containsExactly(4, 5, 6);
    }

    @Test
    void damagedFvecsAreRefused() throws IOException {
        refused("x.fvecs", new byte[3], "found 3 bytes, wanted at least the 4 of a row's dimension");
        refused("x.fvecs", VectorBytes.fvecsRow(0, 1), "found dimension 0 at row 0, wanted one in [1, 16777216]");
        refused("x.fvecs", VectorBytes.fvecsRow(-1, 1), "found dimension -1 at row 0, wanted");
        refused("x.fvecs", VectorBytes.fvecsRow(Integer.MAX_VALUE, 1), "found dimension 2147483647 at row 0, wanted");
        refused(
                "x.fvecs",
                VectorBytes.fvecsRow(2, 1),
                "found 8 bytes, wanted at least 12 for row 0 of dimension 2; it is cut short or no .fvecs file");
        byte[] uneven = VectorBytes.fvecs(new float[] {1, 2}, new float[] {3, 4, 5});
        refused("x.fvecs", uneven, "found dimension 3 at row 1, wanted 2 as in row 0");
        byte[] whole = VectorBytes.fvecs(new float[] {1, 2}, new float[] {3, 4});
        refused(
                "x.fvecs",
                Arrays.copyOf(whole, 23),
                "found 11 bytes after row 0, wanted the end of the file or another");
    }

    /** 400 files with a few damaged bits, bytes or ends: each is read or refused as documented, nothing else happens. */
    @Test
    void damageNeverDoesAnythingElse() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("v1.npy", VectorBytes.resource("float32-v1.npy"));
        files.put("v2.npy", VectorBytes.resource("float64-v2.npy"));
        files.put("v3.npy", VectorBytes.resource("float32-v3.npy"));
        files.put("x.fvecs", VectorBytes.fvecs(new float[] {1, 2, 3}, new float[] {4, 5, 6}));
        int read = 0;
        int refused = 0;
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
            Path file = directory.resolve(one.getKey());
            for (int seed = 0; seed < 100; seed++) {
                Files.write(file, damaged(one.getValue(), new SplittableRandom(seed)));
                try {
                    EmbeddingBatch batch = VectorFiles.read(file);
                    assertThat((long) batch.rows() * batch.dimension() * Float.BYTES)
                            .as("%s, seed %s: values are in the file", file, seed)
                            .isLessThan(Files.size(file));
                    read++;
                } catch (IllegalArgumentException documented) {
                    assertThat(documented.getClass()).isEqualTo(IllegalArgumentException.class);
                    assertThat(documented).hasMessageStartingWith(file + ": ");
                    refused++;
                }
            }
        }
        assertThat(read).as("some damage only changes values").isGreaterThan(20);
        assertThat(refused).as("most damage is seen").isGreaterThan(200);
    }

    private static byte[] damaged(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        int edits = random.nextInt(1, 5);
        for (int i = 0; i < edits; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[random.nextInt(Math.min(bytes.length, 90))] = (byte) random.nextInt(256);
                default -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 5));
            }
        }
        return bytes;
    }
}
