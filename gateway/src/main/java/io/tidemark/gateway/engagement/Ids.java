package io.tidemark.gateway.engagement;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;

/** Reads our ids in a body; callers send them as numbers or as digits in a text. */
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
