package org.ttt4j.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What Maven is told about repositories on this machine: a machine may reach Maven Central only through a mirror or a
 * proxy. Thread-safe.
 *
 * @param localRepository where Maven keeps what it downloaded
 * @param mirror replaces Maven Central, if one is configured
 * @param proxy host and port for https, if one is configured
 */
record MavenSettings(Path localRepository, Optional<URI> mirror, Optional<Proxy> proxy) {

    /** Where artifacts come from when nothing else is configured. */
    static final URI CENTRAL = URI.create("https://repo.maven.apache.org/maven2");

    /**
     * A proxy without credentials. Thread-safe.
     *
     * @param host name
     * @param port number
     */
    record Proxy(String host, int port) {}

    /**
     * Reads the user's settings, then those of the installation for what the user's leave open, then the environment.
     *
     * @param home the user's home directory
     * @param environment of the process
     * @param properties system properties
     * @throws IOException if a settings file is there but cannot be understood
     */
    static MavenSettings read(Path home, Map<String, String> environment, Properties properties) throws IOException {
        Optional<Path> local =
                Optional.ofNullable(properties.getProperty("maven.repo.local")).map(Path::of);
        Optional<URI> mirror = Optional.empty();
        Optional<Proxy> proxy = Optional.empty();
        for (Path file : files(home, environment)) {
            if (Files.isRegularFile(file)) {
                Element settings = parse(file);
                local = local.or(() -> text(settings, "localRepository")
                        .map(value -> Path.of(value.replace("${user.home}", home.toString()))));
                mirror = mirror.or(() -> mirror(settings));
                proxy = proxy.or(() -> proxy(settings));
            }
        }
        return new MavenSettings(
                local.orElse(home.resolve(".m2").resolve("repository")), mirror, proxy.or(() -> proxy(environment)));
    }

    private static List<Path> files(Path home, Map<String, String> environment) {
        List<Path> files = new ArrayList<>();
        files.add(home.resolve(".m2").resolve("settings.xml"));
        for (String variable : List.of("MAVEN_HOME", "M2_HOME")) {
            Optional.ofNullable(environment.get(variable))
                    .ifPresent(installation -> files.add(Path.of(installation, "conf", "settings.xml")));
        }
        files.add(Path.of("/etc/maven/settings.xml")); // where Debian and Fedora keep it
        return files;
    }

    private static Element parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // problems are thrown, not printed
            Document document = builder.parse(in);
            return document.getDocumentElement();
        } catch (ParserConfigurationException | SAXException broken) {
            throw new IOException(file + ": cannot be read as Maven settings: " + broken.getMessage(), broken);
        }
    }

    private static Optional<URI> mirror(Element settings) {
        return children(settings, "mirror").stream()
                .filter(mirror -> text(mirror, "mirrorOf")
                        .filter(MavenSettings::coversCentral)
                        .isPresent())
                .filter(mirror -> !"true".equals(text(mirror, "blocked").orElse("false")))
                .flatMap(mirror -> text(mirror, "url").stream())
                .map(URI::create)
                .findFirst();
    }

    /** Maven's pattern: a list of ids, {@code *}, {@code external:*}; {@code !central} takes Central out. */
    static boolean coversCentral(String mirrorOf) {
        List<String> ids = List.of(mirrorOf.strip().split("\\s*,\\s*"));
        return !ids.contains("!central")
                && (ids.contains("central") || ids.contains("*") || ids.contains("external:*"));
    }

    private static Optional<Proxy> proxy(Element settings) {
        return children(settings, "proxy").stream()
                .filter(proxy -> !"false".equals(text(proxy, "active").orElse("true")))
                .flatMap(proxy -> text(proxy, "host").stream()
                        .map(host -> new Proxy(
                                host, Integer.parseInt(text(proxy, "port").orElse("8080")))))
                .findFirst();
    }

    private static Optional<Proxy> proxy(Map<String, String> environment) {
        for (String variable : List.of("https_proxy", "HTTPS_PROXY")) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isBlank()) {
                URI uri = URI.create(value.contains("://") ? value : "http://" + value);
                if (uri.getHost() != null) {
                    return Optional.of(new Proxy(uri.getHost(), uri.getPort() < 0 ? 8080 : uri.getPort()));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Element> children(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent, name).stream()
                .map(element -> element.getTextContent().strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}
