package org.ttt4j.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Turns the text of a setting into a value, or into the sentence that says what is wrong with it. Thread-safe. */
final class Parsing {

    private Parsing() {}

    static int integer(Settings settings, String key, int fallback, int min, int max) {
        String text = settings.find(key).orElse(null);
        if (text == null) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw settings.refuse(key, found(text) + "a whole number");
        }
        throw settings.refuse(key, found(text) + "a whole number in [" + min + ", " + max + "]");
    }

    static double number(Settings settings, String key, double fallback, double min, double max) {
        String text = settings.find(key).orElse(null);
        if (text == null) {
            return fallback;
        }
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw settings.refuse(key, found(text) + "a number");
        }
        throw settings.refuse(key, found(text) + range(min, max));
    }

    static boolean flag(Settings settings, String key, boolean fallback) {
        String text = settings.find(key).orElse(null);
        if (text == null) {
            return fallback;
        }
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw settings.refuse(key, found(text) + "true or false");
        };
    }

    static <E extends Enum<E>> E choice(Settings settings, String key, E fallback) {
        String text = settings.find(key).orElse(null);
        if (text == null) {
            return fallback;
        }
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(constant -> spelling(constant).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> settings.refuse(
                        key,
                        found(text) + "one of "
                                + Arrays.stream(all).map(Parsing::spelling).collect(Collectors.joining(", "))));
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Bounds that only keep infinity out are not worth their digits. */
    private static String range(double min, double max) {
        if (max < Double.MAX_VALUE) {
            return "a number in [" + min + ", " + max + "]";
        }
        if (min == Double.MIN_VALUE) {
            return "a finite number above 0";
        }
        return "a finite number" + (min == -Double.MAX_VALUE ? "" : " of at least " + min);
    }

    private static String found(String text) {
        return "found \"" + text + "\", wanted ";
    }
}
