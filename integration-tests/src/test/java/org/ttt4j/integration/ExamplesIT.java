package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.integration.Launch.Outcome;
import org.ttt4j.integration.Launch.Running;

/**
 * The projects of {@code examples/} built against the installed artifacts and run as their README says, with the output
 * that it shows. Numbers with a decimal point may differ a little: they depend on the processor.
 */
class ExamplesIT {

    private static final Path WORK = Distribution.WORK.resolve("examples");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## (\\d)-([a-z-]+)$(.*?)(?=^## |\\z)");
    private static final Pattern OUTPUT = Pattern.compile("(?ms)^```text\\n(.*?)^```");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+");

    private static List<MatchResult> sections;

    @BeforeAll
    static void copy() throws IOException {
        Path examples = Distribution.REPOSITORY.resolve("examples");
        try (Stream<Path> files = Files.walk(examples)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains("/target/")) {
                    Path copy = WORK.resolve(examples.relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        sections = SECTION.matcher(Files.readString(examples.resolve("README.md")))
                .results()
                .toList();
    }

    @Test
    void everyExampleIsDescribed() throws IOException {
        try (Stream<Path> entries = Files.list(WORK)) {
            assertThat(sections)
                    .extracting(section -> section.group(1) + "-" + section.group(2))
                    .containsExactlyElementsOf(entries.filter(Files::isDirectory)
                            .map(directory -> directory.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void programsPrintWhatTheReadmeShows() {
        String programs = String.join(
                ",",
                sections.stream()
                        .limit(5)
                        .map(section -> section.group(1) + "-" + section.group(2))
                        .toList());
        Outcome outcome =
                Installed.maven(WORK, "-pl", programs, "compile", "exec:exec").succeed();
        StringBuilder wanted = new StringBuilder();
        sections.stream().limit(5).forEach(section -> wanted.append(output(section)));
        demandAlike(outcome.out(), wanted.toString());
        assertThat(outcome.err()).doesNotContain("Exception");
    }

    @Test
    void theOwnIndexKeepsTheContract() {
        MatchResult section = sections.get(5);
        Installed.maven(WORK.resolve(section.group(1) + "-" + section.group(2)), "test")
                .succeed();
        Path report = WORK.resolve("6-own-index/target/surefire-reports/org.example.plain.PlainIndexTest.txt");
        assertThat(report).content().contains(output(section).strip());
    }

    @Test
    void theWebServiceAdaptsPerRequest() throws IOException, InterruptedException {
        MatchResult section = sections.get(6);
        Path project = WORK.resolve(section.group(1) + "-" + section.group(2));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/adapt"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(prompt(section)))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        ObjectMapper json = new ObjectMapper();
        try (Running service = Installed.maven(project, "compile", "exec:exec")
                .with("SERVER_PORT", String.valueOf(port))
                .start()) {
            try {
                String[] answer = new String[1];
                service.until(() -> {
                    Optional<String> body = answer(client, request);
                    body.ifPresent(text -> answer[0] = text);
                    return body.isPresent();
                });
                JsonNode found = json.readTree(answer[0]);
                JsonNode again = json.readTree(answer(client, request).orElseThrow());
                assertThat(again)
                        .as("what the first request taught is forgotten")
                        .isEqualTo(found);
                demandAlike(
                        found.toPrettyString(), json.readTree(output(section)).toPrettyString());
            } finally {
                // Maven started the service as a process of its own.
                service.process().descendants().forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static Optional<String> answer(HttpClient client, HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return Optional.of(response.body());
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    private static String output(MatchResult section) {
        Matcher block = OUTPUT.matcher(section.group(3));
        assertThat(block.find()).as("output in section %s", section.group(2)).isTrue();
        return block.group(1);
    }

    /** What the README's curl sends. */
    private static String prompt(MatchResult section) {
        Matcher data = Pattern.compile("-d '([^']*)'").matcher(section.group(3));
        assertThat(data.find()).as("a request in section %s", section.group(2)).isTrue();
        return data.group(1);
    }

    private static void demandAlike(String found, String wanted) {
        assertThat(DECIMAL.matcher(found).replaceAll("N"))
                .as(found)
                .isEqualToNormalizingNewlines(DECIMAL.matcher(wanted).replaceAll("N"));
        List<Double> numbers = decimals(found);
        List<Double> shown = decimals(wanted);
        for (int i = 0; i < shown.size(); i++) {
            assertThat(numbers.get(i)).as(found).isCloseTo(shown.get(i), within(0.03 + 0.02 * Math.abs(shown.get(i))));
        }
    }

    private static List<Double> decimals(String text) {
        return DECIMAL.matcher(text)
                .results()
                .map(number -> Double.valueOf(number.group()))
                .toList();
    }
}
