package io.tidemark.access;

/** A token that is not accepted. The message says why and holds nothing of the token. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  Refusal(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
