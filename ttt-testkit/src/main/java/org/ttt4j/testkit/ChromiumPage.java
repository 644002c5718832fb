package org.ttt4j.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loaded page in a {@link Chromium}. Confined to one thread. */
public final class ChromiumPage implements AutoCloseable {

    private static final String COMPLAINTS = script();

    private final DevTools tools;
    private final String target;
    private final String session;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    ChromiumPage(DevTools tools, String target, String session) {
        this.tools = tools;
        this.target = target;
        this.session = session;
        tools.listen(session, this::hear);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", DevTools.object());
        }
    }

    private void hear(JsonNode event) {
        JsonNode params = event.get("params");
        switch (event.get("method").textValue()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Network.requestWillBeSent" ->
                requests.add(params.at("/request/url").textValue());
            case "Runtime.exceptionThrown" ->
                errors.add(params.at("/exceptionDetails/text").asText() + " "
                        + params.at("/exceptionDetails/exception/description").asText());
            case "Runtime.consoleAPICalled" -> {
                if (params.get("type").textValue().equals("error")) {
                    errors.add(params.get("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                if (params.at("/entry/level").textValue().equals("error")) {
                    errors.add(params.at("/entry/text").asText() + " "
                            + params.at("/entry/url").asText());
                }
            }
            default -> {
                // The protocol has many more.
            }
        }
    }

    void load(URI address) {
        JsonNode result = send("Page.navigate", DevTools.object().put("url", address.toString()));
        if (result.has("errorText")) {
            throw new IllegalStateException(
                    address + ": " + result.get("errorText").textValue());
        }
        DevTools.await(loaded, address.toString());
    }

    /**
     * Looks at the page in another way; media queries answer anew, nothing is loaded again.
     *
     * @param view from now on
     */
    public void look(Chromium.View view) {
        send(
                "Emulation.setDeviceMetricsOverride",
                DevTools.object()
                        .put("width", view.width())
                        .put("height", view.height())
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
        media("", view.dark() ? "dark" : "light");
    }

    /** Looks at the page as a printer does, on white paper. */
    public void lookPrinted() {
        media("print", "light");
    }

    private void media(String type, String scheme) {
        ObjectNode media = DevTools.object().put("media", type);
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        send("Emulation.setEmulatedMedia", media);
    }

    /**
     * Evaluates an expression of JavaScript and waits for it if it is a promise.
     *
     * @param expression in the page's global scope
     * @return its value as JSON; JSON's null for undefined
     * @throws IllegalStateException if it throws
     */
    public JsonNode evaluate(String expression) {
        JsonNode answer = send(
                "Runtime.evaluate",
                DevTools.object()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException("the page threw "
                    + answer.at("/exceptionDetails/exception/description").asText());
        }
        JsonNode value = answer.at("/result/value");
        return value.isMissingNode() ? DevTools.object().nullNode() : value;
    }

    /**
     * What a person would complain about on the page as it is shown now: what sticks out of the window, text whose contrast
     * is below 4.5 to 1, and in drawings labels ({@code text} and class {@code label}) that overlap or are cut off.
     *
     * @return one sentence each, at most twenty; empty for a good page
     */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        evaluate(COMPLAINTS).forEach(complaint -> complaints.add(complaint.textValue()));
        return List.copyOf(complaints);
    }

    private static String script() {
        try (InputStream script = ChromiumPage.class.getResourceAsStream("page-complaints.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the test kit's own page-complaints.js cannot be read", e);
        }
    }

    /**
     * Writes the whole page, not only what the window shows, as a PNG file.
     *
     * @param file to write; one of this name is replaced
     */
    public void screenshot(Path file) {
        JsonNode size = send("Page.getLayoutMetrics", DevTools.object()).get("cssContentSize");
        ObjectNode request = DevTools.object().put("format", "png").put("captureBeyondViewport", true);
        request.putObject("clip")
                .put("x", 0)
                .put("y", 0)
                .put("width", size.get("width").doubleValue())
                .put("height", size.get("height").doubleValue())
                .put("scale", 1);
        String data = send("Page.captureScreenshot", request).get("data").textValue();
        try {
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /** {@return errors of scripts, of the console and of loading, so far; empty for a page in order} */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** {@return the addresses asked for so far, the page's own first} */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private JsonNode send(String method, ObjectNode parameters) {
        return tools.send(session, method, parameters);
    }

    /** Closes the tab. */
    @Override
    public void close() {
        tools.forget(session);
        tools.send(null, "Target.closeTarget", DevTools.object().put("targetId", target));
    }
}
