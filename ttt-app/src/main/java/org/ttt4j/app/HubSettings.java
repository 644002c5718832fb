package org.ttt4j.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where models are downloaded from, under the names that Hugging Face's own programs read from the environment.
 * Thread-safe.
 *
 * @param endpoint {@code HF_ENDPOINT}: address of the hub, without a slash at its end
 * @param token {@code HF_TOKEN}: sent to the hub alone, shown nowhere
 * @param offline {@code HF_HUB_OFFLINE}: whether nothing may be asked for
 */
record HubSettings(URI endpoint, Optional<String> token, boolean offline) {

    private static final String PUBLIC = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

    /**
     * Reads the environment.
     *
     * @throws CommandException if the address cannot be one
     */
    static HubSettings from(Map<String, String> environment) {
        String address = environment.getOrDefault("HF_ENDPOINT", "").strip().replaceAll("/+$", "");
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw CommandException.usage("found HF_TOKEN with characters that no token has, wanted one word");
        }
        return new HubSettings(
                endpoint(address.isEmpty() ? PUBLIC : address),
                Optional.of(token).filter(word -> !word.isEmpty()),
                TRUE.contains(
                        environment.getOrDefault("HF_HUB_OFFLINE", "").strip().toLowerCase(Locale.ROOT)));
    }

    /** The same, asking for nothing. */
    HubSettings withoutNetwork() {
        return new HubSettings(endpoint, token, true);
    }

    /** Whether an address may be sent the token. */
    boolean trusts(URI address) {
        return endpoint.getScheme().equals(address.getScheme())
                && endpoint.getHost().equalsIgnoreCase(address.getHost())
                && port(endpoint) == port(address);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    }

    private static URI endpoint(String text) {
        try {
            URI address = new URI(text);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (web && address.getHost() != null && address.getRawUserInfo() == null && address.getQuery() == null) {
                return address;
            }
        } catch (URISyntaxException notAnAddress) {
            throw refuse(notAnAddress.getReason());
        }
        throw refuse("no web address with a host and without user and query");
    }

    /** Does not repeat the text, in which there may be a password. */
    private static CommandException refuse(String found) {
        return CommandException.usage("found HF_ENDPOINT: " + found + ", wanted an address such as " + PUBLIC);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint + (token.isPresent() ? ", with a token" : "") + (offline ? ", offline]" : "]");
    }
}
