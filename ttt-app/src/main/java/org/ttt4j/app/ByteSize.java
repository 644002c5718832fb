package org.ttt4j.app;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write them, {@code 5GB} and {@code 500MiB}. Thread-safe. */
final class ByteSize {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)\\s*([kKmMgGtT]?)(i?)[bB]?");
    private static final String PREFIXES = "KMGT";

    private ByteSize() {}

    /**
     * Reads an amount.
     *
     * @param option what it was given for
     * @throws CommandException if it is none, or less than one byte
     */
    static long parse(String option, String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (matcher.matches()
                && (matcher.group(3).isEmpty() || !matcher.group(2).isEmpty())) {
            long unit = matcher.group(3).isEmpty() ? 1000 : 1024;
            int power = matcher.group(2).isEmpty()
                    ? 0
                    : PREFIXES.indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
            BigDecimal bytes = new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit).pow(power));
            if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValue();
            }
        }
        throw CommandException.usage("found " + option + " " + text + ", wanted an amount such as 5GB or 500MiB");
    }

    /** An amount with three digits: {@code 548 MB}. */
    static String text(long bytes) {
        double amount = bytes;
        String unit = "bytes";
        for (String next : List.of("kB", "MB", "GB", "TB")) {
            if (amount < 1000) {
                break;
            }
            amount /= 1000;
            unit = next;
        }
        return unit.equals("bytes")
                ? bytes + " bytes"
                : String.format(
                        Locale.ROOT, amount < 10 ? "%.2f %s" : amount < 100 ? "%.1f %s" : "%.0f %s", amount, unit);
    }
}
