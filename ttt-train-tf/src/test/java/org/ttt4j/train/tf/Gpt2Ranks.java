package org.ttt4j.train.tf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer of GPT-2, or the first of its ranks, from the vocabulary that jtokkit ships ({@code
 * r50k_base.tiktoken}). That file has tokens in rank order but no merges; the merge that made a token is the pair that
 * the tokens before it leave when they encode it.
 */
final class Gpt2Ranks {

    private Gpt2Ranks() {}

    static ByteLevelBpe first(int ranks) {
        byte[][] tokens = Arrays.copyOf(ranks(ranks), ranks + 1);
        tokens[ranks] = Ids.END_OF_TEXT.getBytes(StandardCharsets.UTF_8);
        int[] bytes = new int[256];
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < ranks; id++) {
            ids.put(new String(tokens[id], StandardCharsets.ISO_8859_1), id);
            if (tokens[id].length == 1) {
                bytes[Byte.toUnsignedInt(tokens[id][0])] = id;
            }
        }
        List<ByteLevelBpe.Merge> merges = new ArrayList<>();
        for (int id = 256; id < ranks; id++) {
            List<Integer> parts = encode(new String(tokens[id], StandardCharsets.ISO_8859_1), ids, id);
            if (parts.size() != 2) {
                throw new IllegalStateException("found rank " + id + " made of " + parts + ", wanted two tokens");
            }
            merges.add(new ByteLevelBpe.Merge(parts.get(0), parts.get(1), id));
        }
        return new ByteLevelBpe(tokens, bytes, merges, ranks);
    }

    /** Merges with tokens of ranks below a limit only. */
    private static List<Integer> encode(String latin1, Map<String, Integer> ids, int below) {
        List<String> parts = new ArrayList<>(List.of(latin1.split("(?s)(?<=.)")));
        while (true) {
            int best = below;
            int at = -1;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ids.getOrDefault(parts.get(i) + parts.get(i + 1), below);
                if (rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                return parts.stream().map(ids::get).toList();
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
    }

    private static byte[][] ranks(int count) {
        byte[][] tokens = new byte[count][];
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                com.knuddels.jtokkit.Encodings.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken"),
                StandardCharsets.US_ASCII))) {
            for (int i = 0; i < count; i++) {
                String[] parts = lines.readLine().split(" ", -1);
                if (Integer.parseInt(parts[1]) != i) {
                    throw new IllegalStateException("found rank " + parts[1] + " at line " + i);
                }
                tokens[i] = Base64.getDecoder().decode(parts[0]);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return tokens;
    }
}
