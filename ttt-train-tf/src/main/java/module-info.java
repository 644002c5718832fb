/**
 * Backend {@code tensorflow} of the slot {@code trainer}: language models from a Hugging Face directory, adapted at test
 * time, and GPT-2 pretrained from scratch, with TensorFlow Java.
 *
 * @provides org.ttt4j.api.BackendProvider.OfTrainer id {@code tensorflow}, slot {@code trainer}
 */
module org.ttt4j.train.tf {
    requires transitive org.ttt4j.api;
    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;
    requires org.bytedeco.javacpp;
    requires org.tensorflow.ndarray;
    requires tensorflow;

    exports org.ttt4j.train.tf;

    provides org.ttt4j.api.BackendProvider.OfTrainer with
            org.ttt4j.train.tf.TensorFlowTrainerProvider;
}
