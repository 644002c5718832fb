/**
 * Nearest neighbours with FAISS: a backend of the slot {@code index}, id {@code faiss}. The bindings and the preset that
 * they are generated from stay inside; at run time JavaCPP only needs to find the native library beside them.
 */
module org.ttt4j.index.faiss {
    requires transitive org.ttt4j.api;
    requires org.bytedeco.javacpp;

    exports org.ttt4j.index.faiss;

    // Also listed in META-INF/services, for programs on the class path.
    provides org.ttt4j.api.BackendProvider.OfIndex with
            org.ttt4j.index.faiss.FaissIndexProvider;
}
