package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.ConfigException;

/** HTTPS with a certificate that the JDK's keytool makes. */
class TlsTests {

    @TempDir
    static Path directory;

    private static Path store;
    private static Path password;

    @BeforeAll
    static void certificate() throws IOException, InterruptedException {
        store = directory.resolve("server.p12");
        password = Files.writeString(directory.resolve("password"), "a secret\n");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "a secret")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    @Test
    void speaksHttpsAndSeesWhoGoes() throws Exception {
        try (ServerFixture server =
                new ServerFixture(Map.of("tls.keystore", store.toString(), "tls.password-file", password.toString()))) {
            assertThat(server.server().uri().toString()).startsWith("https://127.0.0.1:");
            HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
            HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/completions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(ServerFixture.completion("the river", "")))
                    .build();
            for (int i = 0; i < 3; i++) { // on one connection
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            }
            server.trainer().hold();
            try (SSLSocket socket = (SSLSocket) trusting()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.server().uri().getPort())) {
                socket.getOutputStream()
                        .write(RawClient.post("/v1/completions", ServerFixture.completion("my garden", ""))
                                .getBytes(StandardCharsets.UTF_8));
                Eventually.holds("it trains", () -> server.trainer().held() == 1);
            }
            Eventually.holds("the session is given back", () -> server.trainer().open() == 0);
            try (RawClient plain = new RawClient(server.server().uri())) {
                assertThat(plain.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .all())
                        .doesNotContain("200");
            }
        }
    }

    @Test
    void refusesAKeyStoreThatDoesNotOpen() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong"), "another\n");
        assertThatThrownBy(() -> new ServerFixture(
                        Map.of("tls.keystore", store.toString(), "tls.password-file", wrong.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.keystore: found " + store)
                .hasMessageNotContaining("another");
        assertThatThrownBy(() -> new ServerFixture(
                        Map.of("tls.keystore", directory.resolve("none").toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none");
    }

    /** Who sets half of it expects HTTPS, and would get plain HTTP or connections that nobody can make. */
    @Test
    void refusesWhatWouldNotSpeakTls() throws IOException, GeneralSecurityException {
        assertThatThrownBy(() -> new ServerFixture(Map.of("tls.password-file", password.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.password-file: found " + password + " and no tls.keystore")
                .hasMessageNotContaining("a secret");
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        try (var in = Files.newInputStream(store)) {
            KeyStore whole = KeyStore.getInstance("PKCS12");
            whole.load(in, "a secret".toCharArray());
            certificates.setCertificateEntry("server", whole.getCertificate("server"));
        }
        Path keyless = directory.resolve("keyless.p12");
        try (var out = Files.newOutputStream(keyless)) {
            certificates.store(out, "a secret".toCharArray());
        }
        assertThatThrownBy(() -> new ServerFixture(
                        Map.of("tls.keystore", keyless.toString(), "tls.password-file", password.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.keystore: found " + keyless + " with 1 entries and no private key");
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            trusted.load(in, "a secret".toCharArray());
        }
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("server", trusted.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
