package io.tidemark.simulator.openai;

/** An estimate that needs no vocabulary: four characters are a token. */
final class TokenEstimate {

  private TokenEstimate() {}

  static int in(String text) {
    return (text.length() + 3) / 4;
  }
}
