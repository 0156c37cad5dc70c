package io.tidemark.tracker.intake;

import java.util.Optional;
import java.util.regex.Pattern;

/** Validates the ids of filter rules. */
public final class RuleIds {

  /** The limit in openapi.yaml. */
  private static final int MOST = 200;

  /**
   * Control characters and unpaired surrogates, which PostgreSQL's text cannot represent exactly.
   */
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  private RuleIds() {}

  /**
   * Why a rule with that id cannot be mapped; empty when it can be.
   *
   * @param ruleId trimmed
   */
  public static Optional<String> problem(String ruleId) {
    if (ruleId.length() > MOST) {
      return Optional.of(
          "must have at most %d characters; a longer one cannot be mapped.".formatted(MOST));
    }
    if (ruleId.equals(".") || ruleId.equals("..")) {
      return Optional.of("must not be . or .., which cannot stand in a path.");
    }
    return UNFIT.matcher(ruleId).find()
        ? Optional.of("must have no control characters and no halves of a surrogate pair.")
        : Optional.empty();
  }
}
