package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.growth.CascadeGrowth;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.SmallGrowth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Generates the posts of the initial authors. The same seed gives the same posts; each is a
 * function of its author and number.
 */
final class GeneratedPosts {

  private static final Duration REACH = Duration.ofDays(100);

  /** In fifty consecutive posts, seven are scraped without their poster. */
  private static final Set<Integer> WITHOUT_POSTER = Set.of(3, 10, 17, 24, 31, 38, 45);

  /** In eleven consecutive posts these two are reshares of the same post. */
  private static final int CYCLE = 11;

  private static final Set<Integer> RESHARES = Set.of(5, 7);

  private static final int SEEDS_APART = 100_003;

  private final long seed;
  private final Instant begin;

  GeneratedPosts(long seed, Instant now) {
    this.seed = seed;
    this.begin = now.truncatedTo(ChronoUnit.SECONDS).minus(REACH);
  }

  /** Active authors post every 30 hours, others less often, none on the hour. */
  Instant createdAt(LinkedInAuthor author, int number) {
    Duration interval = Duration.ofHours(30 + 5L * author.number());
    double late = random(author, number, 1).nextDouble(0.8);
    return begin
        .plus(interval.multipliedBy(number))
        .plusMillis((long) (interval.toMillis() * late));
  }

  LinkedInPost post(LinkedInAuthor author, int number) {
    boolean reshare = RESHARES.contains(number % CYCLE);
    LinkedInAuthor writer = reshare ? nextTo(author) : author;
    // The second post of a cycle is an ordinary post.
    int written = reshare ? number / CYCLE * CYCLE + 1 : number;
    HookKind hook = hook(writer, written);
    Instant createdAt = createdAt(author, number);
    return new LinkedInPost(
        urn(author, number, createdAt),
        shareUrn(urn(writer, written, createdAt(writer, written))),
        author.publicId(),
        number,
        text(writer, written, hook),
        hook,
        createdAt,
        growth(random(author, number, 2)),
        reshare ? writer.publicId() : null,
        !WITHOUT_POSTER.contains(number % 50),
        isSilent(writer, written) ? PostMedia.IMAGE : media(random(writer, written, 3)));
  }

  /** The URN of an activity contains its creation time in milliseconds. */
  static String urn(LinkedInAuthor author, int number, Instant createdAt) {
    long low = (author.number() & 0xFFL) << 14 | number & 0x3FFFL;
    return Long.toString(createdAt.toEpochMilli() << 22 | low);
  }

  /** The URN of the shared content is slightly older than the activity. */
  static String shareUrn(String urn) {
    return Long.toString(Long.parseLong(urn) - (700L << 22));
  }

  /** Most posts have few reactions, some have none. */
  static Growth growth(SplittableRandom random) {
    long drawn = random.nextLong();
    int kind = random.nextInt(100);
    if (kind < 10) {
      return NoGrowth.draw(drawn);
    }
    if (kind >= 97) {
      return CascadeGrowth.draw(drawn);
    }
    int events = (int) Math.exp(random.nextDouble(1.5, 7.4));
    return SmallGrowth.withEvents(events, drawn);
  }

  private HookKind hook(LinkedInAuthor writer, int number) {
    return isEmojiOnly(writer, number) || isSilent(writer, number)
        ? HookKind.NONE
        : writer.style().anyHook(random(writer, number, 4));
  }

  private String text(LinkedInAuthor writer, int number, HookKind hook) {
    return isSilent(writer, number) ? "" : PostWriter.post(writer, hook, random(writer, number, 5));
  }

  private static boolean isEmojiOnly(LinkedInAuthor writer, int number) {
    return writer.style() == WritingStyle.EMOJI_HEAVY && number % 22 == 9;
  }

  /** Whether the post is an image without text. */
  private static boolean isSilent(LinkedInAuthor writer, int number) {
    return writer.style() == WritingStyle.PLAIN && number % 22 == 10;
  }

  private static PostMedia media(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> PostMedia.IMAGE;
      case 3 -> PostMedia.VIDEO;
      case 4 -> PostMedia.DOCUMENT;
      case 5 -> PostMedia.ARTICLE;
      default -> PostMedia.NONE;
    };
  }

  private static LinkedInAuthor nextTo(LinkedInAuthor author) {
    List<LinkedInAuthor> all = InitialAuthors.first();
    return all.get((author.number() + 1) % all.size());
  }

  private SplittableRandom random(LinkedInAuthor author, int number, int use) {
    long which = (author.number() * (long) SEEDS_APART + number) * 8 + use;
    return new SplittableRandom(seed ^ 0x9E3779B97F4A7C15L * (which + 1));
  }
}
