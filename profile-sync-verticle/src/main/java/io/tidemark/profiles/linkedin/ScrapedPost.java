package io.tidemark.profiles.linkedin;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A post of an author's page.
 *
 * @param url in canonical form
 * @param likes null when it cannot be read; a counter that the post lacks is 0
 * @param reactions the counters as given, without unreadable ones
 * @param unreadable names of counters that were given and cannot be read, so their values are
 *     unknown
 */
public record ScrapedPost(
    String url,
    @Nullable String urn,
    String content,
    @Nullable Instant postedAt,
    @Nullable Long likes,
    @Nullable Long comments,
    @Nullable Long reposts,
    JsonObject reactions,
    Set<String> unreadable) {

  public ScrapedPost {
    unreadable = Set.copyOf(unreadable);
  }

  private static final int LONGEST_HOOK = 300;

  /** The first line with text; empty for a post without text. */
  public String hook() {
    String line =
        content.lines().map(String::strip).filter(it -> !it.isEmpty()).findFirst().orElse("");
    if (line.length() <= LONGEST_HOOK) {
      return line;
    }
    // Never cuts within a surrogate pair.
    int end =
        Character.isHighSurrogate(line.charAt(LONGEST_HOOK - 1)) ? LONGEST_HOOK - 1 : LONGEST_HOOK;
    return line.substring(0, end);
  }

  /** Combines two entries of the same post: the higher value of each counter. */
  ScrapedPost highest(ScrapedPost other) {
    return new ScrapedPost(
        url,
        urn,
        content,
        postedAt,
        higher(likes, other.likes),
        higher(comments, other.comments),
        higher(reposts, other.reposts),
        higher(reactions, other.reactions),
        Stream.concat(unreadable.stream(), other.unreadable.stream())
            .filter(name -> !reactions.containsKey(name) && !other.reactions.containsKey(name))
            .collect(toSet()));
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

  /** Whether it has no text. */
  public boolean isEmpty() {
    return content.isBlank();
  }
}
