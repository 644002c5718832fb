package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** All that can be asked for; {@code openapi.json} describes the same. Thread-safe. */
final class Routes {

    private Routes() {}

    /**
     * The routes of an engine.
     *
     * @param ready whether new requests are welcome
     */
    static List<Route> of(Engine engine, BooleanSupplier ready) {
        Pages pages = new Pages();
        VectorEndpoints vectors = new VectorEndpoints(engine);
        Models models = new Models(engine);
        return List.of(
                new Route("GET", "/", true, pages::page),
                new Route("GET", "/openapi.json", true, pages::description),
                new Route("GET", "/health", true, (exchange, body) -> exchange.json(status("ok"))),
                new Route("GET", "/ready", true, (exchange, body) -> {
                    if (!ready.getAsBoolean()) {
                        throw Lane.stopping();
                    }
                    exchange.json(status("ready"));
                }),
                new Route(
                        "GET",
                        "/metrics",
                        false,
                        (exchange, body) -> exchange.answer(
                                200,
                                Metrics.CONTENT_TYPE,
                                engine.metrics().text().getBytes(StandardCharsets.UTF_8),
                                Map.of())),
                new Route("GET", "/v1/models", false, models::list),
                new Route("GET", "/v1/models/*", false, models::one),
                new Route("POST", "/v1/completions", false, (exchange, body) -> complete(engine, exchange, body)),
                new Route("POST", "/v1/embeddings", false, vectors::embeddings),
                new Route("POST", "/v1/search", false, vectors::search),
                new Route("POST", "/v1/select", false, vectors::select));
    }

    private static void complete(Engine engine, Exchange exchange, byte[] body) {
        CompletionRequest request = CompletionRequest.of(
                Json.object(body),
                engine.model(),
                engine.parts(),
                engine.settings().limits());
        engine.train(
                exchange, request.ttt().mode(), (job, waited) -> new Completions(engine, request, exchange, job, waited)
                        .run());
    }

    private static ObjectNode status(String word) {
        return JsonNodeFactory.instance.objectNode().put("status", word);
    }
}
