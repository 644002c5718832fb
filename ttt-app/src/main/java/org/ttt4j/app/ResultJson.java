package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Excluded;
import org.ttt4j.api.Score;

/** One document's result as one line of JSON, and back without loss. Thread-safe. */
final class ResultJson {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ResultJson() {}

    /** The line without its end. */
    static String write(DocumentResult result, NeighborCounts counts) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("id", result.id());
        json.put("domain", result.domain());
        json.put("source", result.source());
        if (result instanceof DocumentResult.Failed failed) {
            json.put("error", failed.error());
        } else if (result instanceof DocumentResult.Scored scored) {
            json.set("picks", picks(scored.picks()));
            json.set("excluded", excluded(scored.excluded()));
            json.set("prior_uncertainty", JsonNumber.of(scored.priorUncertainty()));
            json.set("steps", steps(scored.losses()));
            ArrayNode scores = json.putArray("scores");
            for (int i = 0; i < scored.scores().size(); i++) {
                ObjectNode score = MAPPER.createObjectNode();
                score.put("neighbors", counts.values().get(i));
                score.setAll(JsonNumber.of(scored.scores().get(i)));
                scores.add(score);
            }
            json.set("gain", gain(scored, counts));
            json.set("seconds", seconds(scored.seconds()));
        }
        return json.toString();
    }

    /** Follows from the other fields; spares readers the arithmetic. */
    private static ObjectNode gain(DocumentResult.Scored scored, NeighborCounts counts) {
        ObjectNode json = MAPPER.createObjectNode();
        ArrayNode predicted = json.putArray("predicted");
        ArrayNode realised = json.putArray("realised");
        for (int column = 0; column < counts.values().size(); column++) {
            Gain gain = Gain.of(scored, counts, column);
            predicted.add(JsonNumber.of(gain.predicted()));
            realised.add(JsonNumber.of(gain.realised()));
        }
        return json;
    }

    static ArrayNode picks(List<Chosen> picks) {
        ArrayNode json = MAPPER.createArrayNode();
        for (Chosen pick : picks) {
            ObjectNode one = json.addObject();
            one.put("id", pick.id());
            one.set("similarity", JsonNumber.of(pick.similarity()));
            one.set("uncertainty", JsonNumber.of(pick.uncertainty()));
        }
        return json;
    }

    static ArrayNode excluded(List<Excluded> excluded) {
        ArrayNode json = MAPPER.createArrayNode();
        for (Excluded neighbor : excluded) {
            ObjectNode one = json.addObject();
            one.put("id", neighbor.id());
            one.put("rule", neighbor.rule());
            one.set("overlap", JsonNumber.of(neighbor.overlap()));
        }
        return json;
    }

    static ArrayNode steps(List<DocumentResult.StepLoss> losses) {
        ArrayNode json = MAPPER.createArrayNode();
        for (DocumentResult.StepLoss step : losses) {
            ObjectNode one = json.addObject();
            one.put("id", step.id());
            one.set("loss", JsonNumber.of(step.loss()));
        }
        return json;
    }

    static ObjectNode seconds(Map<String, Double> seconds) {
        ObjectNode json = MAPPER.createObjectNode();
        seconds.forEach((stage, value) -> json.set(stage, JsonNumber.of(value)));
        return json;
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not a result with scores at exactly these counts
     */
    static DocumentResult read(String line, NeighborCounts counts) {
        try {
            JsonNode json = MAPPER.readTree(line);
            long id = field(json, "id").longValue();
            String domain = field(json, "domain").textValue();
            String source = field(json, "source").textValue();
            if (json.has("error")) {
                return new DocumentResult.Failed(
                        id, domain, source, json.get("error").textValue());
            }
            return new DocumentResult.Scored(
                    id,
                    domain,
                    source,
                    picks(field(json, "picks")),
                    excluded(field(json, "excluded")),
                    orNaN(field(json, "prior_uncertainty")),
                    steps(field(json, "steps")),
                    scores(field(json, "scores"), counts),
                    seconds(field(json, "seconds")));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("found text that is not JSON", notJson);
        }
    }

    private static List<Chosen> picks(JsonNode array) {
        List<Chosen> picks = new ArrayList<>();
        for (JsonNode pick : array) {
            picks.add(new Chosen(
                    field(pick, "id").longValue(),
                    field(pick, "similarity").floatValue(),
                    orNaN(field(pick, "uncertainty"))));
        }
        return picks;
    }

    private static List<Excluded> excluded(JsonNode array) {
        List<Excluded> excluded = new ArrayList<>();
        for (JsonNode neighbor : array) {
            excluded.add(new Excluded(
                    field(neighbor, "id").longValue(),
                    field(neighbor, "rule").textValue(),
                    orNaN(field(neighbor, "overlap"))));
        }
        return excluded;
    }

    private static List<DocumentResult.StepLoss> steps(JsonNode array) {
        List<DocumentResult.StepLoss> steps = new ArrayList<>();
        for (JsonNode step : array) {
            steps.add(new DocumentResult.StepLoss(
                    field(step, "id").longValue(), field(step, "loss").doubleValue()));
        }
        return steps;
    }

    private static List<Score> scores(JsonNode array, NeighborCounts counts) {
        List<Score> scores = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (JsonNode score : array) {
            found.add(field(score, "neighbors").intValue());
            scores.add(new Score(
                    field(score, "bits").doubleValue(),
                    field(score, "bytes").longValue(),
                    field(score, "tokens").longValue()));
        }
        if (!found.equals(counts.values())) {
            throw new IllegalArgumentException("found scores at " + found + ", wanted them at " + counts.values());
        }
        return scores;
    }

    private static Map<String, Double> seconds(JsonNode object) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> stage : object.properties()) {
            seconds.put(stage.getKey(), stage.getValue().doubleValue());
        }
        return seconds;
    }

    private static double orNaN(JsonNode number) {
        return number.isNull() ? Double.NaN : number.doubleValue();
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode field = json.get(name);
        if (field == null) {
            throw new IllegalArgumentException("found no field \"" + name + "\"");
        }
        return field;
    }
}
