package io.tidemark.profiles.linkedin;

import java.time.Instant;
import java.util.List;

/** The outcome of scraping one profile. */
public sealed interface Scraped {

  /**
   * Page 1 of the profile's posts, newest first, without reshares.
   *
   * @param given posts the page held, reshares included
   */
  record Posts(List<ScrapedPost> posts, int given) implements Scraped {
    public Posts {
      posts = List.copyOf(posts);
    }
  }

  /** This profile could not be scraped; others may. */
  record Failed(String why) implements Scraped {}

  /** The provider is paused or does not answer until then; the profile did not fail. */
  record Waits(Instant until, String why) implements Scraped {}

  /** No profile can be scraped until an operator acts. */
  record Closed(String why) implements Scraped {}

  /** Why the provider rejects all requests. */
  enum Closure {
    NO_KEY("no key is set (TIDEMARK_RAPIDAPI_KEY)"),
    BAD_KEY("the key is not accepted"),
    NOT_SUBSCRIBED("the key's account is not subscribed"),
    WITHDRAWN("the provider no longer offers this");

    private final String sentence;

    Closure(String sentence) {
      this.sentence = sentence;
    }

    /** The reason, as the end of a sentence. */
    public String sentence() {
      return sentence;
    }
  }
}
