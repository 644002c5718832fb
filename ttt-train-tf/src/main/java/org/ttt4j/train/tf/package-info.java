/**
 * GPT-2 in TensorFlow Java. From the outside in: {@link org.ttt4j.train.tf.TensorFlowTrainerProvider} opens a {@code
 * TensorFlowTrainer}, whose sessions move an {@code AdaptedModel} away from its base weights and back; a {@code
 * Gpt2Model} is one set of weights in one TensorFlow session, and {@code Gpt2Graph} what that session runs. {@code
 * ModelDirectory} finds the files, {@code Safetensors}, {@code TokenizerJson} and {@code Gpt2Config} read them. {@code
 * TensorFlowPretrainer} trains such a directory from nothing.
 */
package org.ttt4j.train.tf;
