package org.ttt4j.app;

import org.ttt4j.api.BackendProvider;

/**
 * One backend on the path. Thread-safe if the provider is.
 *
 * @param slot what it fills
 * @param provider its inert provider
 */
record Registered(Slot slot, BackendProvider provider) {

    /** Name of the module it comes from, or of the provider class when it is on the class path. */
    String module() {
        Module module = provider.getClass().getModule();
        return module.isNamed() ? module.getName() : provider.getClass().getName();
    }

    /** Version of that module. */
    String version() {
        return VersionText.of(provider.getClass().getModule());
    }
}
