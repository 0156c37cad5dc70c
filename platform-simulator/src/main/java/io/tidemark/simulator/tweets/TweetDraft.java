package io.tidemark.simulator.tweets;

import io.tidemark.simulator.growth.Growth;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tweet to post. Absent fields are generated.
 *
 * @param userName name of the author; the account is generated when it does not exist
 * @param createdAt the current time when absent
 * @param growth a small tweet when absent
 */
public record TweetDraft(
    @Nullable String text,
    @Nullable String userName,
    @Nullable Instant createdAt,
    @Nullable Growth growth) {

  /**
   * @throws IllegalArgumentException when the user name is malformed
   */
  public TweetDraft {
    if (userName != null && !userName.matches("[A-Za-z0-9_]{1,15}")) {
      throw new IllegalArgumentException(
          "userName must match [A-Za-z0-9_]{1,15}, but is " + userName);
    }
  }

  /** All fields are generated. */
  public static TweetDraft any() {
    return new TweetDraft(null, null, null, null);
  }

  public static TweetDraft growing(Growth growth) {
    return any().withGrowth(growth);
  }

  public TweetDraft withText(String text) {
    return new TweetDraft(text, userName, createdAt, growth);
  }

  public TweetDraft by(String userName) {
    return new TweetDraft(text, userName, createdAt, growth);
  }

  public TweetDraft at(Instant createdAt) {
    return new TweetDraft(text, userName, createdAt, growth);
  }

  public TweetDraft withGrowth(Growth growth) {
    return new TweetDraft(text, userName, createdAt, growth);
  }
}
