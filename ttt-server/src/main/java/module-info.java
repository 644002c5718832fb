/**
 * An HTTP server that adapts a language model to each request: OpenAI's completions and embeddings, searches and
 * selections over opened parts of {@code org.ttt4j.api}. It knows no configuration files and no backend.
 */
module org.ttt4j.server {
    requires transitive org.ttt4j.api;
    requires com.fasterxml.jackson.databind;
    requires org.eclipse.jetty.server;

    exports org.ttt4j.server;
}
