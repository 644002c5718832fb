package org.ttt4j.study;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** Records of a study as JSON, in snake case; a number that is not finite is null, and null is NaN. Thread-safe. */
final class StudyJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // of a later version
            .addModule(new SimpleModule()
                    .addSerializer(double.class, new Finite())
                    .addSerializer(Double.class, new Finite())
                    .addDeserializer(double.class, new OrNaN())
                    .addDeserializer(Double.class, new OrNaN()))
            .build();

    private StudyJson() {}

    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (ValueInstantiationException refused) {
            Throwable cause = refused.getCause();
            throw new IllegalArgumentException(
                    cause == null || cause.getMessage() == null ? refused.getOriginalMessage() : cause.getMessage(),
                    refused);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("cannot be read (" + notJson.getOriginalMessage() + ")", notJson);
        }
    }

    /** A line of the log: it is a failure if it says so. */
    static StudyResult readResult(String line) {
        JsonNode tree = read(line, JsonNode.class);
        return tree.has("error") ? read(line, StudyResult.Failed.class) : read(line, StudyResult.Scored.class);
    }

    private static final class Finite extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        Finite() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator to, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                to.writeNumber(value);
            } else {
                to.writeNull();
            }
        }
    }

    private static final class OrNaN extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        OrNaN() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser from, DeserializationContext context) throws IOException {
            return from.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }

        @Override
        public Double getAbsentValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
