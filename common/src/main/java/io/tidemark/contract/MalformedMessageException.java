package io.tidemark.contract;

/** A message that is not what its address takes; the sentence names the field. */
final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedMessageException(String sentence) {
    super(sentence, null, false, false);
  }
}
