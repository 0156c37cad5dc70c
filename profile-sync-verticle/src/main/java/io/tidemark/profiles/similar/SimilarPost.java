package io.tidemark.profiles.similar;

/**
 * A post that is near to what was asked about.
 *
 * @param similarity the cosine, from -1 to 1
 */
public record SimilarPost(long postId, double similarity) {}
