package io.tidemark.profiles.linkedin;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post as its author's page shows it.
 *
 * @param url in its one form
 * @param reactions the counters as they came; one that cannot be read is left out
 */
public record ScrapedPost(
    String url,
    @Nullable String urn,
    String content,
    @Nullable Instant postedAt,
    @Nullable Long likes,
    @Nullable Long comments,
    @Nullable Long reposts,
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

  /** The same post, read twice: of each counter the higher value. */
  ScrapedPost highest(ScrapedPost other) {
    return new ScrapedPost(
        url,
        urn,
        content,
        postedAt,
        higher(likes, other.likes),
        higher(comments, other.comments),
        higher(reposts, other.reposts),
        higher(reactions, other.reactions));
  }

  private static JsonObject higher(JsonObject one, JsonObject other) {
    JsonObject higher = one.copy();
    other.forEach(
        reaction -> {
          Long count = other.getLong(reaction.getKey());
          if (count > higher.getLong(reaction.getKey(), -1L)) {
            higher.put(reaction.getKey(), count);
          }
        });
    return higher;
  }

  private static @Nullable Long higher(@Nullable Long one, @Nullable Long other) {
    return one == null || (other != null && other > one) ? other : one;
  }

  public boolean isEmpty() {
    return content.isBlank();
  }
}
