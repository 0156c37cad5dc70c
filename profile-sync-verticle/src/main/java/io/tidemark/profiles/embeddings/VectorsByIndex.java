package io.tidemark.profiles.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of an answer by the index of their text in the request; null where the answer has no
 * usable one.
 */
record VectorsByIndex(float @Nullable [][] all) {

  /** An index with two different vectors counts as missing. */
  static VectorsByIndex read(JsonNode answer, int size) {
    float @Nullable [][] vectors = new float[size][];
    Set<Integer> disputed = new HashSet<>();
    for (JsonNode item : answer.path("data")) {
      JsonNode index = item.path("index");
      if (!index.isInt() || index.intValue() < 0 || index.intValue() >= size) {
        continue;
      }
      float[] vector = vector(item.path("embedding"));
      float[] known = vectors[index.intValue()];
      if (known != null && !Arrays.equals(known, vector)) {
        disputed.add(index.intValue());
      } else if (vector != null) {
        vectors[index.intValue()] = vector;
      }
    }
    disputed.forEach(index -> vectors[index] = null);
    return new VectorsByIndex(vectors);
  }

  private static float @Nullable [] vector(JsonNode numbers) {
    if (!numbers.isArray() || numbers.isEmpty()) {
      return null;
    }
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      if (!numbers.get(i).isNumber()) {
        return null;
      }
      values[i] = numbers.get(i).floatValue();
    }
    try {
      return UnitVector.of(values);
    } catch (IllegalArgumentException pointsNowhere) {
      return null;
    }
  }
}
