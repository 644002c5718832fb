/**
 * Corpora on disk and index directories: documents, exact vectors and the files of any index backend, built, opened,
 * changed and verified without configuration files.
 */
module org.ttt4j.store {
    requires transitive org.ttt4j.api;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;

    exports org.ttt4j.store;

    // Manifests are records, which Jackson reads and writes.
    opens org.ttt4j.store to
            com.fasterxml.jackson.databind;
}
