package org.example.web;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.embed.onnx.OnnxEmbedderProvider;
import org.ttt4j.select.SiftSelectorProvider;
import org.ttt4j.train.tf.TensorFlowTrainerProvider;

import java.util.Map;

/** A web service whose model adapts to each request. Spring closes the beans, which release what they hold. */
@SpringBootApplication
public class WebService {
    public static void main(String[] args) {
        SpringApplication.run(WebService.class, args);
    }

    @Bean
    Embedder embedder() {
        return new OnnxEmbedderProvider().open(Settings.of(Map.of()));
    }

    @Bean
    Selector selector() {
        return new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.1")));
    }

    @Bean
    Trainer trainer() {
        return new TensorFlowTrainerProvider().open(Settings.of(Map.of()));
    }
}
