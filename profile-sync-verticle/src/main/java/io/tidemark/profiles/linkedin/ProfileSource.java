package io.tidemark.profiles.linkedin;

import io.vertx.core.Future;

/** Reads the posts of a profile. */
@FunctionalInterface
public interface ProfileSource {

  /**
   * @return never fails
   */
  Future<Scraped> posts(String linkedinUrl);
}
