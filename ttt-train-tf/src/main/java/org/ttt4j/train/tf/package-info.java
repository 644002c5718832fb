/**
 * Language models in TensorFlow Java. From the outside in: {@link org.ttt4j.train.tf.TensorFlowTrainerProvider} opens a
 * {@code TensorFlowTrainer}, whose sessions move an {@code AdaptedModel} away from its base weights and back; a {@code
 * LanguageModel} is one set of weights in one TensorFlow session, and {@code ModelGraph} what that session runs. What a
 * family computes stands in one file each ({@code Gpt2}, {@code Llama}, ...), spelled in the words of {@code Layers};
 * {@code Families} chooses among them. {@code ModelDirectory} finds the files, {@code Safetensors}, {@code WeightMap} and
 * {@code TokenizerJson} read them; a {@code Codec} is what a model makes of texts. {@code TensorFlowPretrainer} trains a GPT-2 directory from nothing.
 */
package org.ttt4j.train.tf;
