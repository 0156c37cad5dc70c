package io.tidemark.profiles.linkedin;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post as its author's page shows it.
 *
 * @param url in its one form
 * @param reactions the counters as they came; one that is absent is 0
 */
public record ScrapedPost(
    String url,
    @Nullable String urn,
    String content,
    @Nullable Instant postedAt,
    long likes,
    long comments,
    long reposts,
    JsonObject reactions) {

  private static final int LONGEST_HOOK = 300;

  /** The first line that says something; empty for a post without text. */
  public String hook() {
    String line =
        content.lines().map(String::strip).filter(it -> !it.isEmpty()).findFirst().orElse("");
    if (line.length() <= LONGEST_HOOK) {
      return line;
    }
    // Never half of an emoji.
    int end =
        Character.isHighSurrogate(line.charAt(LONGEST_HOOK - 1)) ? LONGEST_HOOK - 1 : LONGEST_HOOK;
    return line.substring(0, end);
  }

  public boolean isEmpty() {
    return content.isBlank();
  }
}
