module org.example.adapt {
    requires org.ttt4j.api;
    requires org.ttt4j.embed.onnx;
    requires org.ttt4j.index.faiss;
    requires org.ttt4j.select;
    requires org.ttt4j.train.tf;
}
