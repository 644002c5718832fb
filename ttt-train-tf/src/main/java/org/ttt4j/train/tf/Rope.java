package org.ttt4j.train.tf;

/**
 * Frequencies of rotary positions, plain or stretched for a context longer than the one first trained on. Computed in
 * float32 as the reference does. Thread-safe.
 *
 * @param theta base of the frequencies, positive
 * @param scaling how they are stretched
 * @param factor by how much, positive
 * @param lowFactor with LLAMA3: waves longer than original / lowFactor are stretched by the whole factor
 * @param highFactor with LLAMA3: waves shorter than original / highFactor are not stretched; above lowFactor
 * @param original with LLAMA3: tokens of the first context, positive
 */
record Rope(float theta, Scaling scaling, float factor, float lowFactor, float highFactor, int original) {

    /** Kinds of stretching. */
    enum Scaling {
        /** None. */
        DEFAULT,
        /** All frequencies divided by the factor. */
        LINEAR,
        /** Low ones only, with a ramp between, as Llama 3.1 does. */
        LLAMA3
    }

    Rope {
        boolean ramp = scaling != Scaling.LLAMA3 || (lowFactor > 0 && highFactor > lowFactor && original > 0);
        if (!(theta > 0) || !(factor > 0) || !ramp) {
            throw new IllegalArgumentException("found rope_theta=" + theta + ", factor=" + factor + ", low_freq_factor="
                    + lowFactor + ", high_freq_factor=" + highFactor + ", original_max_position_embeddings=" + original
                    + ", wanted positive numbers and a high factor above the low one");
        }
    }

    /** Reads {@code rope_theta} and {@code rope_scaling}, or {@code rope_parameters} where newer files have both. */
    static Rope parse(Json json) {
        Json scaling = json.object(json.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        float theta = (float) scaling.number("rope_theta", json.number("rope_theta", 10_000));
        String type = scaling.text("rope_type", scaling.text("type", "default"));
        return switch (type) {
            case "default" -> new Rope(theta, Scaling.DEFAULT, 1, 1, 1, 1);
            case "linear" -> new Rope(theta, Scaling.LINEAR, (float) scaling.number("factor", 1), 1, 1, 1);
            case "llama3" ->
                new Rope(
                        theta,
                        Scaling.LLAMA3,
                        (float) scaling.number("factor", 8),
                        (float) scaling.number("low_freq_factor", 1),
                        (float) scaling.number("high_freq_factor", 4),
                        scaling.integer("original_max_position_embeddings", 8192));
            default -> throw scaling.refuse("rope_type", type, "default, linear or llama3");
        };
    }

    /** Radians per token of each pair of a head, (perHead / 2). */
    float[] frequencies(int perHead) {
        float[] frequencies = new float[perHead / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float plain = 1f / (float) Math.pow(theta, 2f * i / perHead);
            frequencies[i] = switch (scaling) {
                case DEFAULT -> plain;
                case LINEAR -> plain / factor;
                case LLAMA3 -> stretched(plain);
            };
        }
        return frequencies;
    }

    private float stretched(float plain) {
        float wave = (float) (2 * Math.PI) / plain;
        if (wave > original / lowFactor) {
            return plain / factor;
        }
        if (wave < original / highFactor) {
            return plain;
        }
        float kept = (original / wave - lowFactor) / (highFactor - lowFactor);
        return (1 - kept) * plain / factor + kept * plain;
    }
}
