package org.ttt4j.app;

import java.util.List;
import java.util.Locale;

/** Files that hold files, told by their names. */
enum ArchiveKind {
    ZIP,
    TAR,
    NONE;

    private static final List<String> ZIPS = List.of(".zip", ".jar");
    private static final List<String> TARS = List.of(".tar.gz", ".tar.zst", ".tgz", ".tar");
    private static final List<String> TEXTS = List.of(".jsonl.gz", ".jsonl.zst", ".jsonl", ".gz", ".zst");

    static ArchiveKind of(String name) {
        if (!ending(name, ZIPS).isEmpty()) {
            return ZIP;
        }
        return ending(name, TARS).isEmpty() ? NONE : TAR;
    }

    /** A file name without what says how it is packed, or else without its ending. */
    static String stem(String name) {
        String packed = "";
        for (List<String> endings : List.of(ZIPS, TARS, TEXTS)) {
            packed = ending(name, endings);
            if (!packed.isEmpty()) {
                break;
            }
        }
        int dot = packed.isEmpty() ? name.lastIndexOf('.') : name.length() - packed.length();
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String ending(String name, List<String> endings) {
        String lower = name.toLowerCase(Locale.ROOT);
        return endings.stream().filter(lower::endsWith).findFirst().orElse("");
    }
}
