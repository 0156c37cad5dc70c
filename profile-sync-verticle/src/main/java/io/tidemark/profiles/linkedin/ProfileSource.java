package io.tidemark.profiles.linkedin;

import io.vertx.core.Future;

/** Whoever can read the posts of a profile. */
@FunctionalInterface
public interface ProfileSource {

  /**
   * @return never fails
   */
  Future<Scraped> posts(String linkedinUrl);
}
