package io.tidemark.simulator.meter;

import com.fasterxml.jackson.annotation.JsonValue;

/** A simulated upstream. */
public enum Platform {
  TWITTER_API("twitterapi.io"),
  X("x"),
  INSTAGRAM("instagram"),
  FACEBOOK("facebook"),
  TIKTOK("tiktok"),
  LINKEDIN("linkedin"),
  OPENAI("openai");

  private final String label;

  Platform(String label) {
    this.label = label;
  }

  /** The JSON value. */
  @JsonValue
  public String label() {
    return label;
  }
}
