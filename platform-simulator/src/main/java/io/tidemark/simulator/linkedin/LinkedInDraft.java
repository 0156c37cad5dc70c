package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.growth.Growth;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post to be published. Whatever is left open is invented.
 *
 * @param author public id
 * @param hook what the text begins with, or is said to when a text is given; one that the author
 *     likes, when left open
 * @param createdAt now, when left open
 * @param reshareOf the post whose content is shared once more, under an urn of its own
 */
public record LinkedInDraft(
    String author,
    @Nullable String text,
    @Nullable HookKind hook,
    @Nullable Instant createdAt,
    @Nullable Growth growth,
    @Nullable String reshareOf,
    PostMedia media) {

  /** Everything invented. */
  public static LinkedInDraft by(String author) {
    return new LinkedInDraft(author, null, null, null, null, null, PostMedia.NONE);
  }

  public LinkedInDraft withText(String text) {
    return new LinkedInDraft(author, text, hook, createdAt, growth, reshareOf, media);
  }

  public LinkedInDraft beginningWith(HookKind hook) {
    return new LinkedInDraft(author, text, hook, createdAt, growth, reshareOf, media);
  }

  public LinkedInDraft at(Instant createdAt) {
    return new LinkedInDraft(author, text, hook, createdAt, growth, reshareOf, media);
  }

  public LinkedInDraft growing(Growth growth) {
    return new LinkedInDraft(author, text, hook, createdAt, growth, reshareOf, media);
  }

  public LinkedInDraft resharing(LinkedInPost original) {
    return new LinkedInDraft(author, text, hook, createdAt, growth, original.urn(), media);
  }

  public LinkedInDraft with(PostMedia media) {
    return new LinkedInDraft(author, text, hook, createdAt, growth, reshareOf, media);
  }
}
