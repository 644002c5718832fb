/*
 * Nothing but tests. A module all the same, and one that requires every backend: without it the tests would run on the
 * class path, and no backend would be found the way the distribution finds it.
 */
open module org.ttt4j.integration {
    requires com.fasterxml.jackson.databind;
    requires java.compiler;
    requires java.net.http;
    requires org.ttt4j.api;
    requires org.ttt4j.app;
    requires org.ttt4j.embed.onnx;
    requires org.ttt4j.index.exact;
    requires org.ttt4j.index.faiss;
    requires org.ttt4j.select;
    requires org.ttt4j.train.tf;

    uses org.ttt4j.api.BackendProvider.OfEmbedder;
    uses org.ttt4j.api.BackendProvider.OfIndex;
    uses org.ttt4j.api.BackendProvider.OfSelector;
    uses org.ttt4j.api.BackendProvider.OfTrainer;
}
