package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.store.Sha256;

/**
 * Fetches files of a Maven repository that are named by coordinates and SHA-256: from Maven's local repository if they
 * are there, else from a cache, else over HTTP into that cache. What does not have the announced checksum is never
 * returned. A broken download is continued, also by the next run. Confined to one thread.
 */
final class MavenArtifacts {

    private static final int ATTEMPTS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path localRepository;
    private final Path cache;
    private final URI repository;
    private final HttpClient client;

    /**
     * A source of artifacts.
     *
     * @param settings local repository, mirror and proxy
     * @param repository where to download from
     * @param cache directory for downloads, made when needed
     */
    MavenArtifacts(MavenSettings settings, URI repository, Path cache) {
        this.localRepository = settings.localRepository();
        this.cache = cache;
        this.repository = repository;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(HttpClient.Redirect.NORMAL);
        settings.proxy()
                .ifPresent(proxy -> builder.proxy(
                        ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port()))));
        this.client = builder.build();
    }

    /**
     * The file.
     *
     * @param sha256 hexadecimal
     * @throws IOException if it cannot be had, naming the address
     */
    Path fetch(MavenCoordinates coordinates, String sha256, RunControl control) throws IOException {
        Path local = localRepository.resolve(coordinates.path());
        if (Files.isReadable(local) && Sha256.of(local).equals(sha256)) {
            return local;
        }
        Path file = cache.resolve(coordinates.path());
        if (Files.isReadable(file) && Sha256.of(file).equals(sha256)) {
            return file;
        }
        Files.createDirectories(file.getParent());
        URI address = URI.create(repository.toString().replaceAll("/+$", "") + "/" + coordinates.path());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        download(address, part, control);
        String found = Sha256.of(part);
        if (!found.equals(sha256)) {
            Files.delete(part);
            throw new IOException(address + ": found SHA-256 " + found + ", wanted " + sha256
                    + "; the repository or something between serves another file");
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private void download(URI address, Path part, RunControl control) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            control.checkCancelled();
            try {
                transfer(address, part, control);
                return;
            } catch (NotThere absent) {
                throw absent;
            } catch (IOException broken) {
                last = broken;
                pause(attempt);
            }
        }
        throw new IOException(
                address + ": cannot be downloaded: "
                        + (last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage())
                        + "; set ttt.demo.repository to a repository that can be reached from here",
                last);
    }

    private void transfer(URI address, Path part, RunControl control) throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == 416) { // the part is longer than the file: it is not a part of it
                Files.delete(part);
                throw new IOException("HTTP 416");
            }
            if (status / 100 != 2) {
                if (status == 404 || status == 401 || status == 403) {
                    throw new NotThere(address + ": HTTP " + status + ", wanted the file; set ttt.demo.repository to a"
                            + " repository that has it");
                }
                throw new IOException("HTTP " + status);
            }
            boolean goesOn = status == 206;
            long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            append(body, part, goesOn ? have : 0, total < 0 ? -1 : total + (goesOn ? have : 0), control);
        }
    }

    private static void append(InputStream body, Path part, long from, long total, RunControl control)
            throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(from);
            channel.position(from);
            byte[] buffer = new byte[1 << 16];
            long done = from;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                control.checkCancelled();
                channel.write(ByteBuffer.wrap(buffer, 0, n));
                done += n;
                control.report(new Progress.Advanced("download", done, total));
            }
            if (total >= 0 && done < total) {
                throw new IOException("the connection ended after " + done + " of " + total + " bytes");
            }
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(500L << attempt);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The repository answered that it does not hand out the file: trying again does not help. */
    private static final class NotThere extends IOException {

        private static final long serialVersionUID = 1L;

        NotThere(String message) {
            super(message);
        }
    }
}
