package io.tidemark.profiles.posts;

/** A queued post. */
public record QueuedPost(long id, String hook, String content) {

  /** The text to embed: the content, preceded by the hook unless it begins with it. */
  public String text() {
    return content.stripLeading().startsWith(hook) ? content : hook + "\n" + content;
  }
}
