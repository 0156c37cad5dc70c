package io.tidemark.simulator.openai;

/** Estimates token counts: four characters are one token. */
final class TokenEstimate {

  private TokenEstimate() {}

  static int in(String text) {
    return (text.length() + 3) / 4;
  }
}
