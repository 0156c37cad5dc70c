package io.tidemark.profiles.embeddings;

public record EmbeddingSpace(String model, int dimensions) {}
