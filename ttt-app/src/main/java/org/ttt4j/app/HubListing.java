package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.RunControl;

/** Which files a repository has at its root, with sizes and checksums. Thread-safe. */
final class HubListing {

    private static final int LARGEST = 16 << 20;
    private static final int MOST_PAGES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?.*");

    private HubListing() {}

    /**
     * Asks the hub.
     *
     * @return files by name, or empty if this hub does not list files
     * @throws HubRefusal if the hub does not know the repository, or not this user
     */
    static Optional<Map<String, HubFile>> read(
            HubClient client, HubSettings settings, HubRepository repository, RunControl control) throws IOException {
        Map<String, HubFile> files = new LinkedHashMap<>();
        URI page = repository.listing(settings.endpoint());
        try {
            for (int i = 0; i < MOST_PAGES && page != null; i++) {
                HubClient.Answer answer = client.get(page, 0, control);
                try (InputStream body = new WatchedBody(answer.response().body(), PATIENCE, control)) {
                    add(page, body.readNBytes(LARGEST), files);
                }
                page = next(page, answer, settings);
            }
            return Optional.of(files);
        } catch (HubRefusal refusal) {
            if (refusal.absent() && files.isEmpty()) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private static void add(URI page, byte[] body, Map<String, HubFile> files) throws IOException {
        JsonNode list;
        try {
            list = Json.MAPPER.readTree(body);
        } catch (JsonProcessingException broken) {
            throw new IOException(page + ": found an answer that is not JSON, wanted a list of files", broken);
        }
        if (!list.isArray()) {
            throw new IOException(page + ": found " + list.getNodeType() + ", wanted a list of files");
        }
        for (JsonNode file : list) {
            if (file.path("type").asText("file").equals("file")) {
                JsonNode large = file.path("lfs");
                JsonNode size = large.has("size") ? large.path("size") : file.path("size");
                String hash = large.path("oid")
                        .asText(large.path("sha256").asText(file.path("oid").asText("")));
                String name = file.path("path").asText("");
                files.put(
                        name,
                        new HubFile(
                                name,
                                size.canConvertToLong() && size.longValue() >= 0 && size.isIntegralNumber()
                                        ? OptionalLong.of(size.longValue())
                                        : OptionalLong.empty(),
                                HubChecksum.of(hash)));
            }
        }
    }

    private static URI next(URI page, HubClient.Answer answer, HubSettings settings) {
        for (String link : answer.response().headers().allValues("Link")) {
            Matcher next = NEXT.matcher(link);
            if (next.matches()) {
                URI target = page.resolve(next.group(1));
                return settings.trusts(target) ? target : null;
            }
        }
        return null;
    }
}
