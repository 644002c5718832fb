package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ttt4j.api.ConfigException;

/**
 * Refuses keys that nobody will ever read. A key is known if some module's {@code reference.conf} has it; a backend
 * without defaults of its own is checked when it has been opened. Thread-safe.
 */
final class KeyCheck {

    private final Registry registry;
    private final Config defaults;
    private final Set<String> known = new TreeSet<>();

    KeyCheck(Registry registry, Config defaults) {
        this.registry = registry;
        this.defaults = defaults;
        defaults.entrySet().forEach(entry -> known.add(entry.getKey()));
    }

    /**
     * Checks what a user set.
     *
     * @throws ConfigException for the first key that is unknown or of the wrong shape
     */
    void check(Config set) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(toMap(set)).entrySet()) {
            String key = entry.getKey();
            if (key.equals("ttt") || key.startsWith("ttt.")) {
                check(key, entry.getValue());
            }
        }
    }

    private void check(String key, ConfigValue value) {
        String origin = value.origin().description();
        if (defaults.hasPath(key)) {
            if (defaults.getValue(key).valueType() == ConfigValueType.OBJECT) {
                throw new ConfigException(
                        key, origin, "found \"" + Configuration.text(value) + "\", wanted a block of keys");
            }
            return;
        }
        List<String> words = ConfigUtil.splitPath(key);
        for (Slot slot : Slot.values()) {
            if (words.size() > 3 && words.get(1).equals(slot.key())) {
                String id = words.get(2);
                if (registry.find(slot, id).isEmpty()) {
                    throw new ConfigException(
                            key,
                            origin,
                            "no " + slot.key() + " backend is called \"" + id + "\"; on the module path are "
                                    + registry.ids(slot));
                }
                if (!defaults.hasPath(slot.path(id))) {
                    return; // known only when opened: TrackedSettings.refuseUnread
                }
            }
        }
        throw new ConfigException(key, origin, unknown("", key, known));
    }

    /** The sentence about a key that nobody knows. */
    static String unknown(String prefix, String key, Collection<String> known) {
        String near = Nearest.to(key, known)
                .map(name -> "; did you mean " + prefix + name + "?")
                .orElse("");
        String parent = key.contains(".") ? key.substring(0, key.lastIndexOf('.') + 1) : "";
        List<String> siblings = known.stream()
                .filter(name -> name.startsWith(parent))
                .map(name -> name.substring(parent.length()))
                .toList();
        return "no such key" + near + (siblings.isEmpty() ? "" : "; known there are " + siblings);
    }

    private static Map<String, ConfigValue> toMap(Config config) {
        Map<String, ConfigValue> values = new TreeMap<>();
        config.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }
}
