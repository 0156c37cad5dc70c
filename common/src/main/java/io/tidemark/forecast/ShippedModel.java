package io.tidemark.forecast;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The model that is used before a stream has curves of its own. {@code docs/economy.md} names the
 * command that made it, and the curves.
 */
public final class ShippedModel {

  private static final String FILE = "tweets.json";

  private ShippedModel() {}

  /** The text of the model of tweets, as {@link ModelFormat} reads it. */
  public static String text() {
    try (InputStream in = ShippedModel.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing beside " + ShippedModel.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The growth of tweets up to a day. */
  public static GrowthModel tweets() {
    return ModelFormat.read(text());
  }
}
