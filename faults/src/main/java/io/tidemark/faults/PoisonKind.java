package io.tidemark.faults;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;

/** The ways in which a delivered tweet can be malformed. */
enum PoisonKind {
  /** Beyond PostgreSQL's range: it would be stored as infinity. */
  CREATED_IN_300000 {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("createdAt", FAR);
    }
  },
  CREATED_IN_9999 {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("createdAt", "Fri Dec 31 23:59:59 +0000 9999");
    }
  },
  CREATED_IN_MILLISECONDS {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("createdAt", createdAt.toEpochMilli());
    }
  },
  CREATED_IS_NULL {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.putNull("createdAt");
    }
  },
  AUTHOR_ID_IS_LONG {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.getJsonObject("author").put("id", "9".repeat(6_000));
    }
  },
  AUTHOR_ID_IS_HALF_A_PAIR {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.getJsonObject("author").put("id", "\udbff").put("userName", "a\ud800");
    }
  },
  TEXT_HAS_HALF_A_PAIR {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("text", "\udc00 half \ud83d pairs \ud83d");
    }
  },
  NUL_IN_NAMES {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("\0", "\0").put("like\0Count", 7).put("text", "a\0b");
    }
  },
  COUNTERS_ARE_LONG {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      var beyondAllMeasure = new BigInteger("9".repeat(1_200));
      tweet.put("viewCount", beyondAllMeasure).put("bookmarkCount", beyondAllMeasure.negate());
    }
  },
  TEXT_OF_3_MB {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("text", "x".repeat(3_000_000));
    }
  },
  ID_IS_LONG {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("id", "9".repeat(25));
    }

    @Override
    boolean isUsable() {
      return false;
    }
  },
  NOTHING_TELLS_ITS_TIME {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      // An id this old contains no time.
      tweet.put("id", "20").put("createdAt", FAR);
    }

    @Override
    boolean isUsable() {
      return false;
    }
  },
  DATABASE_REFUSES_IT {
    @Override
    void corrupt(JsonObject tweet, Instant createdAt) {
      tweet.put("text", REFUSED);
    }

    @Override
    boolean isUsable() {
      return false;
    }
  };

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
   * @param createdAt creation time of the tweet
   */
  abstract void corrupt(JsonObject tweet, Instant createdAt);

  /** Whether the tweet is usable nevertheless and must be accepted. */
  boolean isUsable() {
    return true;
  }
}
