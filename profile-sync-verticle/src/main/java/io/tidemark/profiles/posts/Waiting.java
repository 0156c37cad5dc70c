package io.tidemark.profiles.posts;

/** A post that waits for a step. */
public record Waiting(long id, String hook, String content) {

  /** What is embedded: the hook and then the content, which as a rule begins with it. */
  public String text() {
    return content.stripLeading().startsWith(hook) ? content : hook + "\n" + content;
  }
}
