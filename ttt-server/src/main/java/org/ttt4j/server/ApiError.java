package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;

/** An answer that is not what was asked for: a status code and one sentence, in OpenAI's form of errors. */
final class ApiError extends RuntimeException {

    /** Nobody reads it any more; never sent, only counted and logged (the code is nginx's). */
    static final int CLIENT_GONE = 499;

    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY = 429;

    private final int status;
    private final String code;
    private final String param;
    private final transient Map<String, String> headers;

    private ApiError(int status, String code, String param, String message, Map<String, String> headers) {
        super(Objects.requireNonNull(message, "message"));
        this.status = status;
        this.code = code;
        this.param = param;
        this.headers = Map.copyOf(headers);
    }

    /** An error about the request as a whole. */
    static ApiError of(int status, String code, String message) {
        return new ApiError(status, code, "", message, Map.of());
    }

    /** A field of the request is wrong: 400. */
    static ApiError field(String name, String problem) {
        return new ApiError(400, "invalid_value", name, name + ": " + problem, Map.of());
    }

    /** The same with another code. */
    static ApiError field(int status, String code, String name, String message) {
        return new ApiError(status, code, name, message, Map.of());
    }

    /** Too much to do: 429, to be tried again after so many seconds. */
    static ApiError busy(int seconds, String message) {
        return new ApiError(
                TOO_MANY, "rate_limit_exceeded", "", message, Map.of("Retry-After", Integer.toString(seconds)));
    }

    /** The same with a header. */
    ApiError with(String name, String value) {
        return new ApiError(status, code, param, getMessage(), Map.of(name, value));
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** Headers of the answer. */
    Map<String, String> headers() {
        return headers;
    }

    /** {@code {"error":{"message","type","param","code"}}}. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("message", getMessage())
                .put("type", type())
                .put("param", param.isEmpty() ? null : param)
                .put("code", code);
        return json;
    }

    private String type() {
        return status == TOO_MANY ? "requests" : status >= 500 ? "server_error" : "invalid_request_error";
    }
}
