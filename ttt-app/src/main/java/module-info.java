/**
 * The command {@code ttt}: reads the configuration, finds backends as services, assembles them with Guice and runs the
 * commands. Exports nothing: a program that wants the pipeline uses {@code org.ttt4j.api} and the backends it chose.
 */
module org.ttt4j.app {
    requires org.ttt4j.api;
    requires org.ttt4j.server;
    requires org.ttt4j.store;
    requires org.ttt4j.study;
    requires com.dynatrace.hash4j;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    // Guice is an automatic module and cannot ask for it: without this line the packaged application dies.
    requires com.google.common;
    requires com.google.guice;
    requires info.picocli;
    requires jakarta.inject;
    requires jdk.management; // how much a thread has allocated
    requires jdk.unsupported; // sun.misc.Signal: the only way to stop work before shutdown hooks run
    requires java.logging; // what the HTTP server says of itself
    requires java.net.http;
    requires java.xml;
    requires org.apache.commons.compress;
    requires typesafe.config;

    opens org.ttt4j.app to
            com.fasterxml.jackson.databind,
            com.google.guice,
            info.picocli;

    uses org.ttt4j.api.BackendProvider.OfEmbedder;
    uses org.ttt4j.api.BackendProvider.OfIndex;
    uses org.ttt4j.api.BackendProvider.OfSelector;
    uses org.ttt4j.api.BackendProvider.OfTrainer;
}
