package org.ttt4j.index.faiss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/**
 * Damages index files and opens them: each is refused in a sentence or gives the right answers. Arguments: an empty
 * directory, how many, the seed. Prints how many were refused.
 */
final class FuzzChild {

    private static final EmbeddingBatch VECTORS = Fixtures.vectors(400, 8, 1);
    private static final EmbeddingBatch QUERIES = Fixtures.vectors(10, 8, 2);
    private static final String[] FACTORIES = {"Flat", "IVF8,Flat", "HNSW8", "PCA6,IVF8,PQ3x4np,RFlat"};
    private static final String[] FILES = {"index.faiss", "index.seal"};

    private FuzzChild() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        List<Path> whole = new ArrayList<>();
        List<List<List<Neighbor>>> right = new ArrayList<>();
        for (int i = 0; i < FACTORIES.length; i++) {
            whole.add(Files.createDirectory(root.resolve("whole" + i)));
            Fixtures.build(whole.get(i), VECTORS, Metric.L2, Fixtures.settings("factory", FACTORIES[i]));
            right.add(answers(whole.get(i), i));
        }
        Path damaged = Files.createDirectory(root.resolve("damaged"));
        int refused = 0;
        int count = Integer.parseInt(arguments[1]);
        for (int round = 0; round < count; round++) {
            int chosen = random.nextInt(FACTORIES.length);
            for (String file : FILES) {
                Files.copy(whole.get(chosen).resolve(file), damaged.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            String what = damage(damaged, whole.get((chosen + 1 + random.nextInt(3)) % FACTORIES.length), random);
            try {
                if (!answers(damaged, round).equals(right.get(chosen))) {
                    throw new AssertionError(FACTORIES[chosen] + ", " + what + ": wrong answers");
                }
            } catch (BackendException e) {
                if (!e.getMessage().matches("(?s).{20,}")) {
                    throw new AssertionError(FACTORIES[chosen] + ", " + what + ": " + e.getMessage(), e);
                }
                refused++;
            }
        }
        System.out.println("refused " + refused + " of " + count);
    }

    /** Every other time with lists mapped into memory. */
    private static List<List<Neighbor>> answers(Path directory, int round) {
        Settings settings = Fixtures.settings("nprobe", "8", "mmap", Boolean.toString(round % 2 == 1));
        try (VectorIndex index = Fixtures.open(directory, VECTORS, Metric.L2, settings)) {
            return index.search(QUERIES, 5, RunControl.silent());
        }
    }

    private static String damage(Path directory, Path other, SplittableRandom random) throws IOException {
        String file = FILES[random.nextInt(FILES.length)];
        Path path = directory.resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        switch (random.nextInt(7)) {
            case 0 -> Files.write(path, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            case 1 -> Files.write(path, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100)));
            case 2 -> Files.copy(other.resolve(file), path, StandardCopyOption.REPLACE_EXISTING);
            case 3 -> {
                Files.move(directory.resolve(FILES[0]), directory.resolve("kept"));
                Files.move(directory.resolve(FILES[1]), directory.resolve(FILES[0]));
                Files.move(directory.resolve("kept"), directory.resolve(FILES[1]));
                return "files exchanged";
            }
            case 4 -> Files.delete(path);
            default -> {
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(path, bytes);
            }
        }
        return "another " + file;
    }
}
