package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The language of an author. */
public enum Language {
  @JsonProperty("en")
  ENGLISH("en"),
  @JsonProperty("fr")
  FRENCH("fr"),
  @JsonProperty("es")
  SPANISH("es"),
  @JsonProperty("de")
  GERMAN("de");

  private final String code;

  Language(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
