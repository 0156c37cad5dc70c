package io.tidemark.stores;

/** A server of ours cannot be had; the message is a sentence that says what to do. */
public final class StoreTrouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreTrouble(String sentence) {
    super(sentence);
  }

  StoreTrouble(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
