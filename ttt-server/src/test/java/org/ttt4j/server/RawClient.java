package org.ttt4j.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that can be as slow, rude or brief as a test wants. Confined to one thread. */
final class RawClient implements AutoCloseable {

    private final Socket socket = new Socket();

    RawClient(URI server) {
        try {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 20_000);
            socket.setSoTimeout(60_000);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A whole POST of JSON. */
    static String post(String path, String body) {
        return head("POST", path, body.getBytes(StandardCharsets.UTF_8).length) + body;
    }

    /** The head of a request with a body of that length. */
    static String head(String method, String path, long length) {
        return method + " " + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends, if the server still listens. */
    boolean trySend(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Says that it sends no more. */
    RawClient half() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Everything until the server closes; empty if it breaks off. */
    String all() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (IOException broken) {
            return read.toString(StandardCharsets.UTF_8);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Everything until a text has come. */
    String until(String text) {
        StringBuilder read = new StringBuilder();
        try {
            while (read.indexOf(text) < 0) {
                int b = socket.getInputStream().read();
                if (b < 0) {
                    return read.toString();
                }
                read.append((char) b);
            }
            return read.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
