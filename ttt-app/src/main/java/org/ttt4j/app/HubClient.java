package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ttt4j.api.RunControl;

/**
 * Asks a hub, and follows where it points. The token goes to the hub alone, never to where it points, and never from an
 * encrypted address to a plain one. Thread-safe.
 */
final class HubClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HubSettings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    HubClient(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * An answer whose body the caller closes.
     *
     * @param response the last one, of status 200, 206 or 416
     * @param size of the whole file as the hub announced it, if it did
     * @param checksum of the whole file as the hub announced it, if it did
     * @param commit that the hub answered from, or empty
     */
    record Answer(
            HttpResponse<InputStream> response, OptionalLong size, Optional<HubChecksum> checksum, String commit) {}

    /**
     * Asks for what lies at an address of the hub.
     *
     * @param from first byte wanted
     * @throws HubRefusal if there is nothing for this user
     * @throws IOException if the connection fails or the hub has trouble: another try may help
     */
    Answer get(URI address, long from, RunControl control) throws IOException {
        OptionalLong size = OptionalLong.empty();
        Optional<HubChecksum> checksum = Optional.empty();
        String commit = "";
        URI at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response = send(at, from, control);
            if (settings.trusts(at)) { // what other hosts call an entity tag need not be a checksum
                size = size.isPresent() ? size : response.headers().firstValueAsLong("X-Linked-Size");
                checksum = checksum.or(() -> checksum(response));
                commit = response.headers().firstValue("X-Repo-Commit").orElse(commit);
            }
            if (REDIRECTS.contains(response.statusCode())) {
                response.body().close();
                at = target(at, response);
                continue;
            }
            if (response.statusCode() == 200
                    || response.statusCode() == 206
                    || (from > 0 && response.statusCode() == 416)) {
                return new Answer(response, size, checksum, commit);
            }
            response.body().close();
            throw failure(address, response);
        }
        throw new HubRefusal(
                310, true, address + ": found more than " + MOST_REDIRECTS + " redirects, wanted an answer");
    }

    /** Of an answer that points elsewhere the plain tag is that of the pointer. */
    private static Optional<HubChecksum> checksum(HttpResponse<?> response) {
        Optional<HubChecksum> linked =
                response.headers().firstValue("X-Linked-Etag").flatMap(HubChecksum::of);
        return REDIRECTS.contains(response.statusCode())
                ? linked
                : linked.or(() -> response.headers().firstValue("ETag").flatMap(HubChecksum::of));
    }

    private static URI target(URI at, HttpResponse<?> response) throws IOException {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI target = at.resolve(location);
            boolean web = "https".equals(target.getScheme())
                    || ("http".equals(target.getScheme()) && "http".equals(at.getScheme()));
            if (location.isEmpty() || !web || target.getHost() == null) {
                throw new HubRefusal(
                        response.statusCode(), true, at + ": found a redirect to nowhere safe, wanted a web address");
            }
            return target;
        } catch (IllegalArgumentException notAnAddress) {
            throw new HubRefusal(
                    response.statusCode(), true, at + ": found a redirect to nowhere, wanted a web address");
        }
    }

    private HttpResponse<InputStream> send(URI address, long from, RunControl control) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(TIMEOUT).header("User-Agent", "ttt4j");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (settings.trusts(address)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            while (true) {
                try {
                    return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException notYet) {
                    control.checkCancelled();
                }
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException io
                    ? io
                    : new IOException(failure.getCause().toString(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            answer.cancel(true);
        }
    }

    private IOException failure(URI address, HttpResponse<?> response) {
        int status = response.statusCode();
        String code = response.headers().firstValue("X-Error-Code").orElse("");
        String found = address + ": found HTTP " + status + (code.matches("\\w+") ? " " + code : "");
        boolean known = settings.token().isPresent();
        String wanted = known
                ? "HF_TOKEN may lack the permission, or the model does not exist"
                : "it may need HF_TOKEN, the token of an account that may read it, or not exist";
        return switch (status) {
            case 401 -> new HubRefusal(status, true, found + ", wanted the file; " + wanted);
            case 403 ->
                new HubRefusal(
                        status,
                        true,
                        found + ", wanted the file; the model's terms may have to be accepted on its page; " + wanted);
            case 404 ->
                new HubRefusal(
                        status,
                        code.equals("RepoNotFound") || code.equals("RevisionNotFound"),
                        found + ", wanted a model of that name and revision; HF_ENDPOINT names the hub");
            case 408, 425, 429, 500, 502, 503, 504 -> new IOException("HTTP " + status);
            default -> new HubRefusal(status, true, found + ", wanted the file");
        };
    }
}
