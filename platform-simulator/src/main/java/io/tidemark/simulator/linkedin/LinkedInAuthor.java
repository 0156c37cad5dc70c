package io.tidemark.simulator.linkedin;

/**
 * Somebody who posts.
 *
 * @param publicId as it stands in the address of the profile
 * @param number running; the first ones have posts of their own from the start
 */
public record LinkedInAuthor(
    String publicId,
    String urn,
    String firstName,
    String lastName,
    String headline,
    Language language,
    WritingStyle style,
    int number) {

  /** The address of the profile. */
  public String url() {
    return "https://www.linkedin.com/in/" + publicId;
  }
}
