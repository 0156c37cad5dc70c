package io.tidemark.settings;

/** A setting that cannot be used; the message is one sentence that names it. */
public class BadSetting extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadSetting(String sentence) {
    super(sentence);
  }

  public BadSetting(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
