package org.ttt4j.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a study of streams may have found: a level, a line of several arms, and an arm of its own. */
final class StreamSample {

    private StreamSample() {}

    static StreamFigures figures() {
        return StreamFigures.of(json());
    }

    static JsonNode json() {
        try {
            return new ObjectMapper().readTree("""
                    {"title": "Learning <rate>", "question": "Bits per byte by the learning rate of all weights.",
                     "axis": {"name": "learning rate", "log": true},
                     "arms": [
                       {"name": "static", "series": "static", "bits_per_byte": 2.136, "percent_of_first": 100.0,
                        "interval": [100, 100], "flops_per_byte": 3.5e6, "seconds": 3.5, "streams": 4, "points": []},
                       {"name": "full 1e-4", "series": "full", "bits_per_byte": 1.874, "percent_of_first": 87.7,
                        "interval": [82.4, 92.9], "flops_per_byte": 1.04e7, "seconds": 9.6, "streams": 4,
                        "points": [[1e-4, 1.874]]},
                       {"name": "full 1e-3", "series": "full", "bits_per_byte": 1.657, "percent_of_first": 77.6,
                        "interval": [67.3, 87.4], "flops_per_byte": 1.04e7, "seconds": 8.7, "streams": 4,
                        "points": [[1e-3, 1.657]]},
                       {"name": "LoRA", "series": "static", "bits_per_byte": 1.985, "percent_of_first": 92.9,
                        "flops_per_byte": 7.0e6, "seconds": 6.1, "streams": 1, "points": [[1e-2, 1.985]]}],
                     "manifest": {"command": ["ttt", "stream", "study", "a file.conf"],
                       "application": {"version": "0.1"}, "config": {"ttt.stream.segment": "64"}}}
                    """);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
