package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** How a post begins: the truth about an invented one. */
public enum HookKind {
  QUESTION("question"),
  CONTRARIAN("contrarian"),
  STORY("story"),
  STATISTIC("statistic"),
  HOW_TO("how-to"),
  CONFESSION("confession"),
  ANNOUNCEMENT("announcement"),
  QUOTE("quote"),
  CALL_OUT("call-out"),
  PREDICTION("prediction"),
  /** There is nothing to tell by: no text, or emoji alone. */
  NONE("none");

  /** Those that a text can have. */
  static final List<HookKind> OF_TEXTS =
      List.of(values()).stream().filter(kind -> kind != NONE).toList();

  private final String label;

  HookKind(String label) {
    this.label = label;
  }

  /** As it stands in JSON. */
  @JsonValue
  public String label() {
    return label;
  }
}
