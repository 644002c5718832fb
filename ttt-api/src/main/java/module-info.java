/**
 * The SPIs of TTT4J (embedder, index, selector, trainer), the values that travel between them, and the pipeline that
 * joins them. A backend requires this module and nothing else of the project; this module requires nothing at all.
 */
module org.ttt4j.api {
    exports org.ttt4j.api;
}
