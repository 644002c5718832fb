package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Chromium with an empty profile, for tests that look at pages in a real browser. Needs JUnit, AssertJ and
 * Jackson on the path, and the command {@code chromium}. Confined to one thread.
 */
public final class Chromium implements AutoCloseable {

    private static final List<String> COMMANDS = List.of("chromium", "google-chrome", "chromium-browser");
    private static final int START_SECONDS = 60;

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Chromium(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /**
     * How a page is looked at.
     *
     * @param width of the window in CSS pixels, at least 1
     * @param height of the window in CSS pixels, at least 1
     * @param dark whether the reader prefers a dark page
     */
    public record View(int width, int height, boolean dark) {

        /**
         * Checks the ranges.
         *
         * @param width at least 1
         * @param height at least 1
         * @param dark answers the media query {@code prefers-color-scheme}
         */
        public View {
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException("found " + width + "x" + height + ", wanted at least 1x1");
            }
        }
    }

    /**
     * Skips the calling test where no Chromium is installed, and fails it there if {@code -Dttt.require} names
     * {@code chromium}. Thread-safe.
     */
    public static void need() {
        boolean missing = command() == null;
        List<String> required = List.of(System.getProperty("ttt.require", "").split("\\s*,\\s*"));
        if (missing && required.contains("chromium")) {
            fail("-Dttt.require names chromium, but PATH has none of %s", COMMANDS);
        }
        Assumptions.assumeFalse(missing, () -> "PATH has none of " + COMMANDS);
    }

    private static Path command() {
        String path = System.getenv().getOrDefault("PATH", "");
        return COMMANDS.stream()
                .flatMap(name -> Arrays.stream(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /**
     * Starts one.
     *
     * @return with no page open; the caller closes it
     * @throws IllegalStateException if none is installed or it does not come up
     */
    public static Chromium start() {
        Path command = command();
        if (command == null) {
            throw new IllegalStateException("PATH has none of " + COMMANDS);
        }
        try {
            Path profile = Files.createTempDirectory("ttt-chromium");
            Path log = profile.resolve("chromium.log");
            // Without its sandbox, which neither root nor most containers can have: it opens our own pages only.
            Process process = new ProcessBuilder(
                            command.toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            "--disable-component-update",
                            "--hide-scrollbars",
                            "--force-color-profile=srgb",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                return new Chromium(process, profile, DevTools.connect(address(process, profile, log)));
            } catch (RuntimeException e) {
                stop(process, profile);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Chromium cannot be started", e);
        }
    }

    /** Chromium writes the port that it chose, and the path, to a file in its profile. */
    private static URI address(Process process, Path profile, Path log) throws IOException {
        Path port = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            List<String> lines = Files.exists(port) ? Files.readAllLines(port) : List.of();
            if (lines.size() >= 2) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            sleep();
        }
        throw new IllegalStateException("Chromium did not come up: " + Files.readString(log));
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Chromium starts", e);
        }
    }

    /**
     * Opens an address ({@code file:}, {@code http:}, {@code data:}) in a tab of its own and waits until it is loaded.
     *
     * @param address of the page
     * @param view how it is looked at from the beginning
     * @return the loaded page, which the caller closes
     * @throws IllegalStateException if it cannot be loaded
     */
    public ChromiumPage open(URI address, View view) {
        JsonNode target =
                tools.send(null, "Target.createTarget", DevTools.object().put("url", "about:blank"));
        String id = target.get("targetId").textValue();
        JsonNode attached = tools.send(
                null,
                "Target.attachToTarget",
                DevTools.object().put("targetId", id).put("flatten", true));
        ChromiumPage page =
                new ChromiumPage(tools, id, attached.get("sessionId").textValue());
        page.look(view);
        page.load(address);
        return page;
    }

    /** Ends the browser and removes its profile. */
    @Override
    public void close() {
        tools.abort();
        stop(process, profile);
    }

    private static void stop(Process process, Path profile) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(profile + " cannot be removed", e);
        }
    }
}
