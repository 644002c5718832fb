package org.ttt4j.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Selector;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Undo;

/**
 * An HTTP server that adapts the model to each request. Its answers are in OpenAI's form; {@code /openapi.json} describes
 * them and {@code /} is a page to try them.
 *
 * <pre>{@code
 * try (TttServer server = TttServer.start(parts, ServerSettings.onFreePort())) {
 *     System.err.println(server.uri());
 *     Thread.currentThread().join();
 * }
 * }</pre>
 *
 * <p>It borrows its parts: close them after it. Thread-safe.
 */
public final class TttServer implements AutoCloseable {

    static final String ID = "server";
    private static final Logger LOG = System.getLogger(TttServer.class.getName());
    private static final int HTTP_THREADS = 32;
    private static final int HEAD_BYTES = 16 << 10;
    private static final int BACKLOG = 1024;
    private static final long SWEEP_MILLIS = 250;
    private static final long LAST_WRITES_SECONDS = 5;

    private final ServerSettings settings;
    private final Engine engine;
    private final Front front;
    private final Server jetty;
    private final ServerConnector connector;
    private final ScheduledExecutorService clock;
    private final Undo resources;
    private volatile boolean closing;
    private boolean closed;

    private TttServer(ServerParts parts, ServerSettings settings, Undo resources) {
        this.settings = settings;
        this.resources = resources;
        this.clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "ttt-clock");
            thread.setDaemon(true);
            return thread;
        });
        resources.push(clock::shutdownNow);
        Optional<AdapterCache> cache = settings.cache().enabled()
                ? Optional.of(resources.push(new AdapterCache(settings.cache())))
                : Optional.empty();
        this.engine = new Engine(parts, settings, cache, clock);
        resources.push(() -> engine.close(System.nanoTime()));
        SlowRequests slow = new SlowRequests(settings.requestSeconds());
        this.front = new Front(engine, Routes.of(engine, () -> !closing), hosts(settings), slow, () -> closing);
        QueuedThreadPool threads = new QueuedThreadPool(HTTP_THREADS);
        threads.setName("ttt-http");
        threads.setDaemon(true);
        this.jetty = new Server(threads);
        resources.push(jetty::stop);
        this.connector = new ServerConnector(jetty, 1, 1, protocols(settings));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(TimeUnit.SECONDS.toMillis(settings.idleSeconds()));
        connector.setAcceptQueueSize(BACKLOG);
        connector.addBean(slow);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(settings.connections(), connector));
        jetty.setHandler(front);
        jetty.setErrorHandler(front::error);
        repeat(slow::sweep);
        repeat(front::probe);
    }

    private void repeat(Runnable work) {
        Future<?> repeated = clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException failure) { // the executor would not call it again, and tell nobody
                        LOG.log(Level.ERROR, "looking after connections failed", failure);
                    }
                },
                SWEEP_MILLIS,
                SWEEP_MILLIS,
                TimeUnit.MILLISECONDS);
        resources.push(() -> repeated.cancel(false));
    }

    /**
     * Starts a server; it accepts requests when this returns.
     *
     * @param parts opened; they stay the caller's
     * @param settings where it listens, whom it serves and how much
     * @return a server that the caller closes, before the parts
     * @throws IllegalArgumentException if parts do not fit together, such as an index of another embedder
     * @throws BackendException if it cannot listen, most often because something else does
     */
    public static TttServer start(ServerParts parts, ServerSettings settings) {
        check(parts, parts.documents());
        Undo resources = new Undo();
        try (Undo undo = new Undo()) {
            undo.push(resources);
            TttServer server = new TttServer(parts, settings, resources);
            server.listen();
            server.warn();
            return undo.keep(server);
        }
    }

    private void listen() {
        try {
            jetty.start();
        } catch (Exception failure) { // Jetty declares no less
            throw new BackendException(
                    ID,
                    "cannot listen on " + settings.host() + " port " + settings.port() + ": "
                            + Optional.ofNullable(root(failure).getMessage()).orElse(failure.toString()),
                    failure);
        }
    }

    /** Jetty's message repeats the address, the system's below it says why. */
    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** {@return where it listens, with the port that it got} */
    public URI uri() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return URI.create(
                (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + connector.getLocalPort());
    }

    /** {@return what the adapter cache did until now, or empty if there is none} */
    public Optional<CacheStatistics> cacheStatistics() {
        return engine.cache().map(AdapterCache::statistics);
    }

    /**
     * Requests learn from another version of the documents from now on; those that run keep theirs. The adapters learned
     * from the earlier one are given up.
     *
     * @param next fits the embedder, or it is refused and nothing changes
     * @param released called once no request uses the earlier one any more, on any thread
     * @throws IllegalArgumentException if the documents do not fit the other parts
     */
    public void replaceDocuments(Documents next, Runnable released) {
        check(engine.parts(), next);
        engine.shelf().replace(next, released);
        engine.cache().ifPresent(AdapterCache::invalidate);
        LOG.log(Level.INFO, "requests learn from version " + next.version() + " of the documents from now on");
    }

    /**
     * Takes no more requests, lets running ones end for {@code shutdown-seconds}, then gives them up, and stops listening.
     * Idempotent.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        closing = true;
        engine.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.shutdownSeconds()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_WRITES_SECONDS);
        try {
            while (front.live() > 0 && System.nanoTime() < end) { // answers on their way out
                Thread.sleep(10);
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt(); // those answers are lost, nothing else is
        }
        resources.close();
    }

    private void warn() {
        if (!settings.loopback() && settings.keys().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "listening on " + settings.host() + " without an API key: whoever reaches this machine can use the"
                            + " server; set ttt.server.keys-file");
        } else if (!settings.loopback() && settings.tls().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "listening on " + settings.host() + " without TLS: keys and prompts can be read on the way");
        }
    }

    private static void check(ServerParts parts, Documents documents) {
        try (Selector selector = parts.selectors().open(parts.selectors().ids().get(0), Map.of())) {
            new TestTimeTraining(
                    parts.embedder(),
                    documents.index(),
                    documents.corpus(),
                    selector,
                    parts.trainers().get(parts.defaultMode()),
                    parts.preselection());
        }
    }

    private static ConnectionFactory[] protocols(ServerSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEAD_BYTES);
        if (settings.tls().isEmpty()) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        TlsSettings tls = settings.tls().get();
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(tls.keyStore());
        context.setKeyStorePassword(tls.password());
        context.setSniRequired(false);
        http.addCustomizer(new SecureRequestCustomizer(false)); // by address, too
        return new ConnectionFactory[] {new SslConnectionFactory(context, "http/1.1"), new HttpConnectionFactory(http)};
    }

    /** On loopback the names of this machine only; elsewhere the server cannot know all of its names. */
    private static Set<String> hosts(ServerSettings settings) {
        Set<String> hosts = new HashSet<>();
        settings.hosts().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        if (settings.loopback()) {
            hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]", "::1", settings.host()));
        }
        return hosts;
    }
}
