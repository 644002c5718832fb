package org.ttt4j.train.tf;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What Llama and the families after it have in common: names, sizes, a token embedding, blocks, a last norm and a head,
 * tied or not. Implementations are thread-safe.
 */
interface RotaryFamily extends Architecture {

    /** The token embedding, (vocabulary, d). */
    String EMBEDDING = "embed_tokens.weight";

    /** Tables of rotary frequencies that old checkpoints carry. */
    Pattern TABLES = Pattern.compile("layers\\.[0-9]+\\.self_attn\\.rotary_emb\\.inv_freq");

    /** Sizes. */
    Sizes sizes();

    /** Adds the weights of one block, whose names begin with {@code block}. */
    void addBlock(Shapes.Table table, String block);

    @Override
    default Map<String, long[]> parameters() {
        Shapes.Table table = new Shapes.Table();
        table.add(EMBEDDING, vocabulary(), sizes().width());
        for (int i = 0; i < sizes().layers(); i++) {
            addBlock(table, block(i));
        }
        table.add("norm.weight", sizes().width());
        if (!sizes().tied()) {
            table.add(WeightMap.HEAD, vocabulary(), sizes().width());
        }
        return table.shapes();
    }

    /** What the names of a block's weights begin with. */
    default String block(int i) {
        return "layers." + i + ".";
    }

    @Override
    default int contextTokens() {
        return sizes().contextTokens();
    }

    @Override
    default int vocabulary() {
        return sizes().vocabulary();
    }

    @Override
    default int endOfText() {
        return sizes().endOfText();
    }

    @Override
    default String prefix() {
        return "model.";
    }

    @Override
    default String head() {
        return sizes().tied() ? EMBEDDING : WeightMap.HEAD;
    }

    @Override
    default Pattern buffers() {
        return TABLES;
    }
}
