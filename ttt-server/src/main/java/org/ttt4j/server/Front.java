package org.ttt4j.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The door: who may come in, and where to. Tells what it let in to the access log and the metrics; never prompts, never
 * keys. Thread-safe.
 */
final class Front extends Handler.Abstract {

    private static final Logger ACCESS = System.getLogger("org.ttt4j.server.access");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String OTHER = "other";
    private static final String JSON = "application/json";

    private final Engine engine;
    private final List<Route> routes;
    private final ApiKeys keys;
    private final Set<String> hosts;
    private final SlowRequests slow;
    private final BooleanSupplier closing;
    private final SecureRandom random = new SecureRandom();
    private final Set<Exchange> live = ConcurrentHashMap.newKeySet();

    /**
     * A front.
     *
     * @param hosts names by which the server may be called, in lower case; none for any
     * @param closing whether the server takes no more requests
     */
    Front(Engine engine, List<Route> routes, Set<String> hosts, SlowRequests slow, BooleanSupplier closing) {
        this.engine = engine;
        this.routes = routes;
        this.keys = new ApiKeys(engine.settings().keys());
        this.hosts = hosts;
        this.slow = slow;
        this.closing = closing;
        slow.lateHeads(this::refuse);
        engine.metrics().watch("ttt_connections", "gauge", "Open connections.", "", slow::connections);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Objects.requireNonNullElse(request.getHttpURI().getCanonicalPath(), ""); // of OPTIONS *: none
        List<Route> here = routes.stream().filter(one -> one.matches(path)).toList();
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        Route route = here.stream()
                .filter(one -> one.method().equals(method))
                .findFirst()
                .orElse(null);
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        ApiError refused = null;
        String caller = "";
        try {
            demandHost(request);
            if (route == null || !route.open()) {
                caller = keys.admit(authorization);
            }
            demandRoute(request, path, here, route);
        } catch (ApiError error) {
            refused = error;
        }
        String label = here.isEmpty() ? OTHER : here.get(0).path();
        Exchange exchange =
                new Exchange(id(request), caller, request, response, callback, done -> done(done, label, path));
        live.add(exchange);
        Connection connection = request.getConnectionMetaData().getConnection();
        if (refused != null) {
            if (request.getLength() != 0 && !method.equals("GET")) {
                exchange.closeAfterwards(); // its body is not read
            }
            slow.complete(connection);
            exchange.fail(refused);
        } else if (method.equals("GET")) {
            slow.complete(connection);
            serve(exchange, route, new byte[0]);
        } else {
            slow.reading(connection, error -> {
                exchange.closeAfterwards(); // the rest of its body is not read
                exchange.fail(error);
            });
            int limit = engine.settings().limits().bodyBytes();
            new BodyReader(
                            request,
                            limit,
                            body -> {
                                slow.complete(connection);
                                serve(exchange, route, body);
                            },
                            error -> {
                                exchange.closeAfterwards();
                                exchange.fail(error);
                            })
                    .run();
        }
        return true;
    }

    /** Answers what Jetty itself refuses, such as a broken head, in the same form. */
    boolean error(Request request, Response response, Callback callback) {
        Throwable cause =
                request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable thrown ? thrown : null;
        int status = cause instanceof HttpException http ? http.getCode() : Math.max(400, response.getStatus());
        String reason = cause instanceof HttpException http && http.getReason() != null
                ? http.getReason()
                : String.valueOf(request.getAttribute(ErrorHandler.ERROR_MESSAGE));
        ApiError error = ApiError.of(
                status,
                status >= 500 ? "internal_error" : "bad_request",
                status >= 500
                        ? "something in the server failed"
                        : "found a request that HTTP does not allow (" + reason + "), wanted one that it does");
        Exchange exchange = new Exchange(id(request), "", request, response, callback, done -> done(done, OTHER, "-"));
        exchange.closeAfterwards();
        exchange.fail(error);
        return true;
    }

    /** Asks those who send no more whether they are still there. */
    void probe() {
        live.stream().filter(Exchange::halfClosed).forEach(Exchange::probe);
    }

    /** Requests without a complete answer. */
    int live() {
        return live.size();
    }

    private void serve(Exchange exchange, Route route, byte[] body) {
        try {
            route.endpoint().serve(exchange, body);
        } catch (RuntimeException failure) {
            exchange.fail(failure);
        }
    }

    /** A page of elsewhere whose name leads here must not read what only this machine can ask for (DNS rebinding). */
    private void demandHost(Request request) {
        String host = Request.getServerName(request).toLowerCase(Locale.ROOT);
        if (!hosts.isEmpty() && !hosts.contains(host)) {
            throw ApiError.of(
                    421,
                    "unknown_host",
                    "found the host \"" + host + "\", wanted one of " + hosts + " or of the key hosts");
        }
    }

    private void demandRoute(Request request, String path, List<Route> here, Route route) {
        if (here.isEmpty()) {
            throw ApiError.of(
                    404, "not_found", "found nothing at " + shortened(path) + ", wanted a path of /openapi.json");
        }
        if (route == null) {
            String allowed = here.stream().map(Route::method).collect(Collectors.joining(", "));
            throw ApiError.of(
                            405,
                            "method_not_allowed",
                            "found " + request.getMethod() + " " + shortened(path) + ", wanted " + allowed)
                    .with("Allow", allowed);
        }
        if (closing.getAsBoolean() && !route.open()) {
            throw Lane.stopping();
        }
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        // Also keeps pages of other sites out: without asking first, a browser sends them no such request.
        if (route.method().equals("POST") && (type == null || !JSON.equalsIgnoreCase(type.split(";", 2)[0].strip()))) {
            throw ApiError.of(
                    415,
                    "unsupported_media_type",
                    "found Content-Type " + (type == null ? "nowhere" : shortened(type)) + ", wanted " + JSON);
        }
    }

    /** Answers a head that does not become complete; there is no request yet that Jetty would let us answer. */
    private void refuse(Connection connection, ApiError error, double seconds) {
        String id = newId();
        byte[] body = Json.bytes(error.json());
        String head = "HTTP/1.1 408 Request Timeout\r\nContent-Type: " + Exchange.JSON + "\r\nContent-Length: "
                + body.length + "\r\nX-Request-Id: " + id + "\r\nConnection: close\r\n\r\n";
        ByteBuffer answer =
                BufferUtil.toBuffer(head + new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        EndPoint end = connection.getEndPoint();
        String address = end.getRemoteSocketAddress() instanceof InetSocketAddress from
                ? from.getAddress().getHostAddress()
                : "-";
        end.write(Callback.from(end::close), answer);
        tell(new Told(id, address, "-", OTHER, "-", error.status(), body.length, seconds));
    }

    private void done(Exchange exchange, String label, String path) {
        live.remove(exchange);
        Request request = exchange.request();
        slow.answered(request.getConnectionMetaData().getConnection());
        tell(new Told(
                exchange.id(),
                Request.getRemoteAddr(request),
                request.getMethod(),
                label,
                shortened(path),
                exchange.status(),
                Response.getContentBytesWritten(exchange.response()),
                (System.nanoTime() - request.getBeginNanoTime()) / 1e9));
    }

    private void tell(Told one) {
        String route = "route=\"" + one.route + "\"";
        engine.metrics().count("ttt_requests_total", "Requests answered.", route + ",status=\"" + one.status + "\"");
        engine.metrics().observe("ttt_request_seconds", "Time until the answer is out.", route, one.seconds);
        ACCESS.log(Level.INFO, one::line);
    }

    /** What the access log and the metrics hear of a request. Thread-safe. */
    private record Told(
            String id,
            String address,
            String method,
            String route,
            String path,
            int status,
            long bytes,
            double seconds) {

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%s %s %s %s %d %d B %.0f ms",
                    id,
                    address,
                    method,
                    path,
                    status,
                    bytes,
                    seconds * 1000);
        }
    }

    private String id(Request request) {
        String given = request.getHeaders().get("X-Request-Id");
        return given != null && ID.matcher(given).matches() ? given : newId();
    }

    private String newId() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** For one line of a log or a sentence: short, and without what a terminal would act on. */
    private static String shortened(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 80 ? clean : clean.substring(0, 80) + "...";
    }
}
