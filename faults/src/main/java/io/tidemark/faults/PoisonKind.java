package io.tidemark.faults;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;

/** The ways in which a delivered tweet can be malformed. */
enum PoisonKind {
  /** Beyond PostgreSQL's range: it would be stored as infinity. */
  CREATED_IN_300000,
  CREATED_IN_9999,
  CREATED_IN_MILLISECONDS,
  CREATED_IS_NULL,
  AUTHOR_ID_IS_LONG,
  AUTHOR_ID_IS_HALF_A_PAIR,
  TEXT_HAS_HALF_A_PAIR,
  NUL_IN_NAMES,
  COUNTERS_ARE_LONG,
  TEXT_OF_3_MB,
  ID_IS_LONG,
  NOTHING_TELLS_ITS_TIME,
  DATABASE_REFUSES_IT;

  private static final String FAR = "Sat Jan 01 00:00:00 +0000 +300000";
  private static final String REFUSED = "what no validation expects";

  /**
   * A constraint that stands for any value that passes validation and is refused by the database.
   */
  static final String REFUSAL =
      """
      alter table twitter_tweets add constraint what_no_reader_foresaw
        check (text <> '%s') not valid
      """
          .formatted(REFUSED);

  /**
   * Makes a valid tweet malformed.
   *
   * @param createdAt creation time of the tweet
   */
  void corrupt(JsonObject tweet, Instant createdAt) {
    switch (this) {
      case CREATED_IN_300000 -> tweet.put("createdAt", FAR);
      case CREATED_IN_9999 -> tweet.put("createdAt", "Fri Dec 31 23:59:59 +0000 9999");
      case CREATED_IN_MILLISECONDS -> tweet.put("createdAt", createdAt.toEpochMilli());
      case CREATED_IS_NULL -> tweet.putNull("createdAt");
      case AUTHOR_ID_IS_LONG -> tweet.getJsonObject("author").put("id", "9".repeat(6_000));
      case AUTHOR_ID_IS_HALF_A_PAIR ->
          tweet.getJsonObject("author").put("id", "\udbff").put("userName", "a\ud800");
      case TEXT_HAS_HALF_A_PAIR -> tweet.put("text", "\udc00 half \ud83d pairs \ud83d");
      case NUL_IN_NAMES -> tweet.put("\0", "\0").put("like\0Count", 7).put("text", "a\0b");
      case COUNTERS_ARE_LONG -> {
        var beyondAllMeasure = new BigInteger("9".repeat(1_200));
        tweet.put("viewCount", beyondAllMeasure).put("bookmarkCount", beyondAllMeasure.negate());
      }
      case TEXT_OF_3_MB -> tweet.put("text", "x".repeat(3_000_000));
      case ID_IS_LONG -> tweet.put("id", "9".repeat(25));
      // An id this old contains no time.
      case NOTHING_TELLS_ITS_TIME -> tweet.put("id", "20").put("createdAt", FAR);
      case DATABASE_REFUSES_IT -> tweet.put("text", REFUSED);
    }
  }

  /** Whether the tweet is usable nevertheless and must be accepted. */
  boolean isUsable() {
    return this != ID_IS_LONG && this != NOTHING_TELLS_ITS_TIME && this != DATABASE_REFUSES_IT;
  }
}
