package io.tidemark.simulator.linkedin;

import io.tidemark.simulator.growth.Growth;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post to publish. Absent fields are generated.
 *
 * @param author public id
 * @param hook kind of the opening line, or the claimed kind when a text is given; drawn from the
 *     author's style when absent
 * @param createdAt the current time when absent
 * @param reshareOf the post that is reshared under a new URN
 */
public record LinkedInDraft(
    String author,
    @Nullable String text,
    @Nullable HookKind hook,
    @Nullable Instant createdAt,
    @Nullable Growth growth,
    @Nullable String reshareOf,
    PostMedia media) {

  /** All fields are generated. */
  public static LinkedInDraft by(String author) {
    return new LinkedInDraft(author, null, null, null, null, null, PostMedia.NONE);
  }

  public LinkedInDraft withText(String text) {
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
