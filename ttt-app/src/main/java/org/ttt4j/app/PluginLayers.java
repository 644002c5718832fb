package org.ttt4j.app;

import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Loads the modules of plugin directories, each directory a layer on top of the one before. Thread-safe. */
final class PluginLayers {

    private PluginLayers() {}

    /**
     * One layer per directory.
     *
     * @param base the application's own layer
     * @param directories directories of modular or plain jars, or of exploded modules
     * @throws CommandException if a directory does not exist or its modules do not resolve
     */
    static List<ModuleLayer> load(ModuleLayer base, List<Path> directories) {
        List<ModuleLayer> layers = new ArrayList<>();
        ModuleLayer parent = base;
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw CommandException.usage("--plugins " + directory + ": no such directory");
            }
            parent = layer(parent, directory);
            layers.add(parent);
        }
        return layers;
    }

    private static ModuleLayer layer(ModuleLayer parent, Path directory) {
        try {
            ModuleFinder finder = ModuleFinder.of(directory);
            Set<String> roots = finder.findAll().stream()
                    .map(ModuleReference::descriptor)
                    .map(descriptor -> descriptor.name())
                    .collect(Collectors.toSet());
            if (roots.isEmpty()) {
                throw CommandException.usage("--plugins " + directory + ": found no module there, wanted jar files");
            }
            // Modules that the application has itself win, so that a plugin sees the application's own API.
            Configuration configuration = parent.configuration().resolve(ModuleFinder.of(), finder, roots);
            return parent.defineModulesWithOneLoader(configuration, Main.class.getClassLoader());
        } catch (FindException | ResolutionException | java.lang.LayerInstantiationException unusable) {
            throw CommandException.failed("--plugins " + directory + ": " + unusable.getMessage(), unusable);
        }
    }
}
