package io.tidemark.gateway.engagement;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;

/** Ids of ours in a body, as numbers or as texts of digits: both are in use outside. */
final class Ids {

  private Ids() {}

  static long number(String field, Object id) {
    try {
      return Long.parseLong(id.toString());
    } catch (NumberFormatException tooLarge) {
      throw Problem.of(Type.INVALID_REQUEST, "%s: %s is not an id of ours.".formatted(field, id));
    }
  }
}
