package org.ttt4j.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ttt4j.api.BackendProvider;

/**
 * All backends on the module path, the class path and in plugin directories. Names decide, never the order of the path.
 * Thread-safe.
 */
final class Registry {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*\\+*");

    private final List<Registered> all;

    /**
     * A registry of given backends.
     *
     * @throws CommandException if an id is malformed or taken twice in a slot
     */
    Registry(List<Registered> all) {
        List<Registered> kept = new ArrayList<>();
        for (Registered one : all) {
            String id = one.provider().id();
            if (id == null || !ID.matcher(id).matches()) {
                throw CommandException.failed(
                        "module " + one.module() + ": found the " + one.slot().key() + " id \"" + id
                                + "\", wanted lower-case letters, digits and dashes, and + only at the end");
            }
            kept.stream()
                    .filter(other ->
                            other.slot() == one.slot() && other.provider().id().equals(id))
                    .findFirst()
                    .ifPresent(other -> {
                        throw CommandException.failed("two " + one.slot().key() + " backends are called \"" + id
                                + "\": one in module " + other.module() + ", one in module " + one.module()
                                + "; remove one of them");
                    });
            kept.add(one);
        }
        this.all = List.copyOf(kept);
    }

    /** Finds all providers; loads no native library. */
    static Registry load(List<Path> plugins) {
        ModuleLayer base =
                Optional.ofNullable(Main.class.getModule().getLayer()).orElse(ModuleLayer.boot());
        List<ModuleLayer> layers = PluginLayers.load(base, plugins);
        List<Registered> found = new ArrayList<>();
        try {
            for (Slot slot : Slot.values()) {
                collect(slot, ServiceLoader.load(slot.service(), Main.class.getClassLoader()), found);
                for (ModuleLayer layer : layers) {
                    collect(slot, services(layer, slot), found);
                }
            }
        } catch (ServiceConfigurationError broken) {
            throw CommandException.failed("a backend on the path is broken: " + broken.getMessage(), broken);
        }
        return new Registry(found);
    }

    /** Everything found, slot by slot. */
    List<Registered> all() {
        return all;
    }

    /** The ids of a slot, sorted. */
    List<String> ids(Slot slot) {
        return all.stream()
                .filter(one -> one.slot() == slot)
                .map(one -> one.provider().id())
                .sorted()
                .toList();
    }

    /** The backend of that name, if there is one. */
    Optional<Registered> find(Slot slot, String id) {
        return all.stream()
                .filter(one -> one.slot() == slot && one.provider().id().equals(id))
                .findFirst();
    }

    // ServiceLoader.load(ModuleLayer, ...) is caller-sensitive: the call must stand in this module, which "uses" them.
    private static ServiceLoader<? extends BackendProvider> services(ModuleLayer layer, Slot slot) {
        return ServiceLoader.load(layer, slot.service());
    }

    private static void collect(Slot slot, ServiceLoader<? extends BackendProvider> services, List<Registered> found) {
        // A layer's loader also answers for the layers below it.
        Set<Class<?>> seen = found.stream()
                .filter(one -> one.slot() == slot)
                .map(one -> one.provider().getClass())
                .collect(Collectors.toSet());
        services.stream()
                .filter(service -> !seen.contains(service.type()))
                .forEach(service -> found.add(new Registered(slot, service.get())));
    }
}
