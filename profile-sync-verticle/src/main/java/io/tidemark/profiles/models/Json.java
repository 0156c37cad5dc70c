package io.tidemark.profiles.models;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads JSON of uncertain form. */
public final class Json {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** A missing node when the bytes are no JSON, such as HTML or a truncated object. */
  static JsonNode of(byte[] bytes) {
    try {
      JsonNode read = JSON.readTree(bytes);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** As above. */
  public static JsonNode of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
