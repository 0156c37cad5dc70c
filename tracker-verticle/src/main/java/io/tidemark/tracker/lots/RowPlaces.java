package io.tidemark.tracker.lots;

/**
 * Where the rows of a locked tweet are ({@code ctid}), so that its transaction updates them without
 * an index.
 *
 * @param tweet in twitter_tweets
 * @param tracking in twitter_engagement_tracking
 */
record RowPlaces(String tweet, String tracking) {}
