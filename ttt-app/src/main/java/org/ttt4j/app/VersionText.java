package org.ttt4j.app;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code ttt --version} prints. Thread-safe. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"ttt " + of(Main.class.getModule()) + " (Java " + Runtime.version() + ")"};
    }

    /** Version of a module, or {@code unknown}. */
    static String of(Module module) {
        return Optional.ofNullable(module.getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .orElse("unknown");
    }
}
