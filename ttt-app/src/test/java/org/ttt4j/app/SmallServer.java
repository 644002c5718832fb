package org.ttt4j.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Answers HTTP requests on the loopback interface, one per connection, as a test says. */
final class SmallServer implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    /**
     * A running server.
     *
     * @param answer gets the request's head, gives head and body as raw bytes
     */
    SmallServer(Function<String, byte[]> answer) throws IOException {
        thread = new Thread(() -> serve(answer), "small-server");
        thread.start();
    }

    URI address() {
        return URI.create(
                "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + "/repo/");
    }

    /** Heads of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** An answer that announces {@code announced} bytes of body. */
    static byte[] answer(String status, int announced, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Length: " + announced + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private void serve(Function<String, byte[]> answer) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                StringBuilder head = new StringBuilder();
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    head.append(line).append('\n');
                }
                requests.add(head.toString());
                OutputStream out = connection.getOutputStream();
                out.write(answer.apply(head.toString()));
                out.flush();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
