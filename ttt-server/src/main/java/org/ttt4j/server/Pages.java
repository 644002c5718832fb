package org.ttt4j.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page for people and the description for programs. Thread-safe. */
final class Pages {

    private static final Pattern INLINE = Pattern.compile("(?s)<(script|style)>(.*?)</\\1>");

    private final byte[] page = resource("page.html");
    private final byte[] description = resource("openapi.json");
    private final String policy = policy(new String(page, StandardCharsets.UTF_8));

    /** {@code /}. */
    void page(Exchange exchange, byte[] body) {
        exchange.answer(
                200,
                "text/html; charset=utf-8",
                page,
                Map.of(
                        "Content-Security-Policy",
                        policy,
                        "Referrer-Policy",
                        "no-referrer",
                        "Cache-Control",
                        "no-cache"));
    }

    /** {@code /openapi.json}. */
    void description(Exchange exchange, byte[] body) {
        exchange.answer(200, Exchange.JSON, description, Map.of());
    }

    /** Allows the page's own script and style by their hashes, requests to this server, and nothing else. */
    private static String policy(String html) {
        StringBuilder policy = new StringBuilder("default-src 'none'; connect-src 'self'; base-uri 'none'; form-action"
                + " 'none'; frame-ancestors 'none'; img-src data:");
        Matcher inline = INLINE.matcher(html);
        while (inline.find()) {
            policy.append("; ")
                    .append(inline.group(1))
                    .append("-src 'sha256-")
                    .append(Base64.getEncoder().encodeToString(ApiKeys.sha256(inline.group(2))))
                    .append('\'');
        }
        return policy.toString();
    }

    private static byte[] resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("found no resource " + name + ", wanted it in the jar");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the resource " + name + " cannot be read", unreadable);
        }
    }
}
