package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** The kind of a post's opening line; of a generated post this is the ground truth. */
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
  /** Undetermined: no text, or only emoji. */
  NONE("none");

  /** The kinds that a text can have. */
  static final List<HookKind> OF_TEXTS =
      List.of(values()).stream().filter(kind -> kind != NONE).toList();

  private final String label;

  HookKind(String label) {
    this.label = label;
  }

  /** The JSON value. */
  @JsonValue
  public String label() {
    return label;
  }
}
