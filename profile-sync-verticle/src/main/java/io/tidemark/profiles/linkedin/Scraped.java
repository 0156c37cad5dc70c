package io.tidemark.profiles.linkedin;

import java.time.Instant;
import java.util.List;

/** The outcome of scraping one profile. */
public sealed interface Scraped {

  /**
   * Page 1 of its posts, newest first, reshares left out.
   *
   * @param given posts the page held, reshares included
   * @param nextPage what the provider wants for the next page; empty when it gave none
   */
  record Posts(List<ScrapedPost> posts, int given, String nextPage) implements Scraped {
    public Posts {
      posts = List.copyOf(posts);
    }
  }

  /** This profile could not be scraped; others may. */
  record Failed(String why) implements Scraped {}

  /** The provider takes no request, or answers none, before then. Says nothing of the profile. */
  record Waits(Instant until, String why) implements Scraped {}

  /** Nothing can be scraped before an operator acts. */
  record Closed(Closure closure, String why) implements Scraped {}

  /** Why a provider scrapes nothing for us at all. */
  enum Closure {
    NO_KEY("no key is set (TIDEMARK_RAPIDAPI_KEY)"),
    BAD_KEY("the key is not accepted"),
    NOT_SUBSCRIBED("the key's account is not subscribed"),
    WITHDRAWN("the provider no longer offers this");

    private final String sentence;

    Closure(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
