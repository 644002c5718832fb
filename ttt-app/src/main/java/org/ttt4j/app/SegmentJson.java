package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ttt4j.api.OnlineLine;
import org.ttt4j.api.Score;

/** One segment of a stream as one line of JSON, and back without loss. Thread-safe. */
final class SegmentJson {

    private SegmentJson() {}

    /** The line without its end; what did not happen is left out. */
    static String write(OnlineLine line) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("segment", line.segment());
        json.put("document", line.document());
        json.put("name", line.name());
        json.put("start", line.start());
        json.put("tokens", line.online().tokens());
        json.put("bytes", line.online().bytes());
        json.put("sha256", line.sha256());
        json.put("updates", line.updates());
        json.put("learned", line.learned());
        json.set("bits", JsonNumber.of(line.online().bits()));
        line.base().ifPresent(base -> json.set("static_bits", JsonNumber.of(base.bits())));
        if (line.reset() != OnlineLine.Reset.NONE) {
            json.put("reset", line.reset().name().toLowerCase(Locale.ROOT));
        }
        if (!line.recalled().isEmpty()) {
            line.recalled().forEach(json.putArray("recalled")::add);
        }
        if (!line.leaked().isEmpty()) {
            line.leaked().forEach(json.putArray("leaked")::add);
        }
        line.losses().forEach(json.putArray("losses")::add);
        line.probe().ifPresent(probe -> json.set("probe", JsonNumber.of(probe)));
        return json.toString();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not what {@link #write} makes
     */
    static OnlineLine read(String text) {
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            long bytes = field(json, "bytes").longValue();
            long tokens = field(json, "tokens").longValue();
            Optional<Score> base = Optional.ofNullable(json.get("static_bits"))
                    .map(bits -> new Score(bits.doubleValue(), bytes, tokens));
            List<Long> recalled = new ArrayList<>();
            json.path("recalled").forEach(id -> recalled.add(id.longValue()));
            List<Long> leaked = new ArrayList<>();
            json.path("leaked").forEach(id -> leaked.add(id.longValue()));
            List<Double> losses = new ArrayList<>();
            json.path("losses").forEach(loss -> losses.add(loss.doubleValue()));
            return new OnlineLine(
                    field(json, "segment").longValue(),
                    field(json, "document").longValue(),
                    field(json, "name").asText(),
                    field(json, "start").longValue(),
                    field(json, "sha256").asText(),
                    field(json, "updates").longValue(),
                    field(json, "learned").longValue(),
                    new Score(field(json, "bits").doubleValue(), bytes, tokens),
                    base,
                    OnlineLine.Reset.valueOf(json.path("reset").asText("none").toUpperCase(Locale.ROOT)),
                    recalled,
                    leaked,
                    losses,
                    Optional.ofNullable(json.get("probe")).map(SegmentJson::score));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("found text that is not JSON", notJson);
        }
    }

    static Score score(JsonNode json) {
        return new Score(
                field(json, "bits").doubleValue(),
                field(json, "bytes").longValue(),
                field(json, "tokens").longValue());
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode field = json.get(name);
        if (field == null) {
            throw new IllegalArgumentException("found no field \"" + name + "\"");
        }
        return field;
    }
}
