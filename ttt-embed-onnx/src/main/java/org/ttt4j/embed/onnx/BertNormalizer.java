package org.ttt4j.embed.onnx;

/**
 * BERT's normalisation, in this order. Thread-safe.
 *
 * @param clean whether controls go and white space becomes spaces
 * @param spreadIdeographs whether each CJK ideograph becomes a word
 * @param stripAccents whether accents go
 * @param lowerCase whether text becomes lower case
 */
record BertNormalizer(boolean clean, boolean spreadIdeographs, boolean stripAccents, boolean lowerCase)
        implements Normalizer {

    @Override
    public String apply(String raw) {
        String text = clean ? Normalizer.clean(raw) : raw;
        text = spreadIdeographs ? Normalizer.spreadIdeographs(text) : text;
        text = stripAccents ? Normalizer.withoutAccents(text) : text;
        return lowerCase ? Normalizer.lowerCase(text) : text;
    }
}
