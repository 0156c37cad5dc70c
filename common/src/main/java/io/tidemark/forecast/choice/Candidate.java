package io.tidemark.forecast.choice;

import java.time.Duration;

/**
 * A post that a run may ask about.
 *
 * @param id of its row
 * @param goesFirst whether it is asked about whatever it is worth: it is new, or the last try
 *     failed
 * @param unread how long ago it was read last; for a new post, its age
 */
public record Candidate(long id, boolean goesFirst, Duration unread, Worth worth) {}
