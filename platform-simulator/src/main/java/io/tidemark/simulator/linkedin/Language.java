package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.annotation.JsonValue;

/** The language of an author. */
public enum Language {
  ENGLISH("en"),
  FRENCH("fr"),
  SPANISH("es"),
  GERMAN("de");

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /** The JSON value. */
  @JsonValue
  String code() {
    return code;
  }
}
