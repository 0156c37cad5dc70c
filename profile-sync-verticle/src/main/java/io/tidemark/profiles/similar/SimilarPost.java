package io.tidemark.profiles.similar;

/**
 * A post similar to the requested one.
 *
 * @param similarity the cosine, from -1 to 1
 */
public record SimilarPost(long postId, double similarity) {}
