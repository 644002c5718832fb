/**
 * Exact nearest neighbours in pure Java: a backend of the slot {@code index}, id {@code exact}. It uses the Vector API if
 * the module {@code jdk.incubator.vector} is there when Java starts, but does not require it.
 */
module org.ttt4j.index.exact {
    requires transitive org.ttt4j.api;

    exports org.ttt4j.index.exact;

    // Also listed in META-INF/services, for programs on the class path.
    provides org.ttt4j.api.BackendProvider.OfIndex with
            org.ttt4j.index.exact.ExactIndexProvider;
}
