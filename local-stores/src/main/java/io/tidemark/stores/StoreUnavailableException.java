package io.tidemark.stores;

/** A server of ours cannot be had; the message is a sentence that says what to do. */
public final class StoreUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreUnavailableException(String sentence) {
    super(sentence);
  }

  StoreUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
