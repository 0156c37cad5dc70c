package io.tidemark.simulator.linkedin;

/**
 * An author.
 *
 * @param publicId the last segment of the profile's URL
 * @param number sequence number; the first authors have generated posts
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

  /** The URL of the profile. */
  public String url() {
    return "https://www.linkedin.com/in/" + publicId;
  }
}
