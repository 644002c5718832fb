package org.ttt4j.select;

import java.util.LinkedHashMap;
import java.util.Map;

/** As much of HOCON as this module's reference.conf uses. */
final class ReferenceConf {

    private ReferenceConf() {}

    /** The keys of every selector's block, those of the common block included. */
    static Map<String, Map<String, String>> blocks(String text) {
        Map<String, String> common = new LinkedHashMap<>();
        Map<String, Map<String, String>> blocks = new LinkedHashMap<>();
        Map<String, String> open = common;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("#") || !line.contains(" = ")) {
                continue;
            }
            String key = line.substring(0, line.indexOf(" = ")).replace("\"", "");
            String value = line.substring(line.indexOf(" = ") + 3);
            if (value.startsWith("${ttt4j-selector}")) {
                open = new LinkedHashMap<>(common);
                blocks.put(key, open);
            } else {
                open.put(key, value.replace("\"", ""));
            }
        }
        return blocks;
    }
}
