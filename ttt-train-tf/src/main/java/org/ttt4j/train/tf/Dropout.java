package org.ttt4j.train.tf;

/**
 * How likely activations are dropped in training: as the checkpoint's config says, and the inputs of adapters. Srivastava et al., JMLR 15, 2014.
 * Thread-safe.
 *
 * @param embedding rate behind the embeddings, in [0, 1)
 * @param attention rate of the attention's probabilities, in [0, 1)
 * @param residual rate behind each half of a block, in [0, 1)
 * @param adapter rate of what goes into low-rank adapters, of each its own, in [0, 1)
 * @param seed of the masks: the same seed drops the same
 */
record Dropout(double embedding, double attention, double residual, double adapter, int seed) {

    /** Drops nothing. */
    static final Dropout NONE = new Dropout(0, 0, 0, 0, 0);

    Dropout {
        for (double rate : new double[] {embedding, attention, residual, adapter}) {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("found a dropout rate of " + rate + ", wanted a number in [0, 1)");
            }
        }
    }

    /** What a config has, without adapters. */
    Dropout(double embedding, double attention, double residual, int seed) {
        this(embedding, attention, residual, 0, seed);
    }

    /** The same with another rate of adapters. */
    Dropout withAdapter(double rate) {
        return new Dropout(embedding, attention, residual, rate, seed);
    }

    /** Reads a config.json, with the names and defaults that Hugging Face gives each family. */
    static Dropout parse(Json json, int seed) {
        return switch (json.text("model_type", "gpt2")) {
            case "gpt2" ->
                new Dropout(
                        json.number("embd_pdrop", 0.1),
                        json.number("attn_pdrop", 0.1),
                        json.number("resid_pdrop", 0.1),
                        seed);
            case "gpt_neo" ->
                new Dropout(
                        json.number("embed_dropout", 0),
                        json.number("attention_dropout", 0),
                        json.number("resid_dropout", 0),
                        seed);
            // Its embd_pdrop is read by Hugging Face's code and never used.
            case "phi3" -> new Dropout(0, json.number("attention_dropout", 0), json.number("resid_pdrop", 0), seed);
            default -> new Dropout(0, json.number("attention_dropout", 0), 0, seed);
        };
    }
}
