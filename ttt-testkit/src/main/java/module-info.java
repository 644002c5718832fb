/**
 * Contract tests that prove a backend, and pure-Java reference backends: embedder {@code hash}, trainer
 * {@code bytes}; and a headless Chromium for tests of pages.
 *
 * <p>JUnit and AssertJ are needed only by who extends a contract class, and Jackson by who opens a page; a program that
 * merely uses the reference backends runs without them.
 */
module org.ttt4j.testkit {
    requires transitive org.ttt4j.api;
    requires static transitive org.junit.jupiter.api;
    requires static org.assertj.core;
    requires static transitive com.fasterxml.jackson.databind;
    requires java.net.http;

    exports org.ttt4j.testkit;

    provides org.ttt4j.api.BackendProvider.OfEmbedder with
            org.ttt4j.testkit.HashEmbedderProvider;
    provides org.ttt4j.api.BackendProvider.OfTrainer with
            org.ttt4j.testkit.BytesTrainerProvider;
}
