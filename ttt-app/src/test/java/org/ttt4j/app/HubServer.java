package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.ttt4j.store.Sha256;

/** A hub on the loopback interface that serves some files, as a test says; behaviours can be put before it. */
final class HubServer implements AutoCloseable {

    /** Files by name. */
    final Map<String, byte[]> files = new TreeMap<>();

    /** Whether it lists files. */
    boolean lists = true;

    /** Whether it announces checksums of what it serves. */
    boolean announces = true;

    /** Asked first; null leaves the answer to the hub. Gets the request's head. */
    Function<String, byte[]> before = head -> null;

    private final SmallServer server;

    HubServer() throws IOException {
        server = new SmallServer(this::answer);
    }

    /** What HF_ENDPOINT would be. */
    String endpoint() {
        return server.address().toString().replaceAll("/repo/$", "");
    }

    /** Heads of the requests so far. */
    List<String> requests() {
        return server.requests();
    }

    /** Paths of the requests so far. */
    List<String> paths() {
        return requests().stream().map(HubServer::path).toList();
    }

    /** The path that a request's head asks for. */
    static String path(String head) {
        return head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
    }

    /** An answer with more lines in its head. */
    static byte[] answer(String status, Map<String, String> headers, byte[] body) {
        return answer(status, headers, body.length, body);
    }

    /** The same, announcing another length than it has. */
    static byte[] answer(String status, Map<String, String> headers, int announced, byte[] body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Length: " + announced + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /** What the hub itself answers to a request. */
    byte[] hub(String head) {
        String path = path(head);
        if (path.startsWith("/api/models/acme/anvil/tree/main") && lists) {
            return answer("200 OK", Map.of(), listing().getBytes(StandardCharsets.UTF_8));
        }
        String prefix = "/acme/anvil/resolve/main/";
        byte[] file = path.startsWith(prefix) ? files.get(path.substring(prefix.length())) : null;
        return file == null ? answer("404 Not Found", Map.of(), new byte[0]) : content(head, file);
    }

    /** A file, or the part of it that the request asks for. */
    byte[] content(String head, byte[] file) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Repo-Commit", "c0ffee");
        if (announces) {
            headers.put("X-Linked-Etag", "\"" + Sha256.of(file) + "\"");
            headers.put("X-Linked-Size", String.valueOf(file.length));
        }
        int from = head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("range: bytes="))
                .map(line -> Integer.valueOf(line.substring(13).replace("-", "").strip()))
                .findFirst()
                .orElse(0);
        if (from == 0) {
            return answer("200 OK", headers, file);
        }
        if (from >= file.length) {
            return answer("416 Range Not Satisfiable", Map.of(), new byte[0]);
        }
        headers.put("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
        return answer("206 Partial Content", headers, Arrays.copyOfRange(file, from, file.length));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private byte[] answer(String head) {
        byte[] special = before.apply(head);
        return special == null ? hub(head) : special;
    }

    private String listing() {
        StringBuilder list = new StringBuilder("[{\"type\":\"directory\",\"path\":\"onnx\",\"size\":0}");
        files.forEach((name, bytes) -> {
            list.append(",{\"type\":\"file\",\"path\":\"")
                    .append(name)
                    .append("\",\"size\":")
                    .append(bytes.length);
            if (announces) {
                list.append(",\"lfs\":{\"oid\":\"").append(Sha256.of(bytes)).append("\",\"size\":");
                list.append(bytes.length).append('}');
            }
            list.append('}');
        });
        return list.append(']').toString();
    }
}
