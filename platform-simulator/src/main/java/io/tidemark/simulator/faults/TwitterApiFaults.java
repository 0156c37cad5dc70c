package io.tidemark.simulator.faults;

/**
 * Faults of twitterapi.io.
 *
 * @param errorInside200 a logical error with HTTP 200
 * @param hasNextPageAtEnd the last page claims to have a successor, as in production
 */
public record TwitterApiFaults(boolean errorInside200, boolean hasNextPageAtEnd) {}
