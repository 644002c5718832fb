/** Backend {@code tensorflow} of the slot {@code trainer}: GPT-2 with TensorFlow Java. */
module org.ttt4j.train.tf {
    requires transitive org.ttt4j.api;
    requires tensorflow;
    requires org.tensorflow.ndarray;
    requires com.google.protobuf;
    requires com.fasterxml.jackson.databind;
}
