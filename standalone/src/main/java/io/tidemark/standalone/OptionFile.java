package io.tidemark.standalone;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.settings.BadSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that an option names. */
final class OptionFile {

  private OptionFile() {}

  /**
   * Writes text; a file that is there is replaced.
   *
   * @throws BadSetting when it cannot be written
   */
  static void write(String option, Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BadSetting(
          "%s names %s, which cannot be written (%s)."
              .formatted(option, file, e.getClass().getSimpleName()),
          e);
    }
  }

  /**
   * Reads a model that {@code learn} wrote.
   *
   * @throws BadSetting when it cannot be read or is none
   */
  static GrowthModel model(String option, Path file) {
    try {
      return ModelFormat.read(Files.readString(file));
    } catch (IOException e) {
      throw new BadSetting(
          "%s names %s, which cannot be read (%s)."
              .formatted(option, file, e.getClass().getSimpleName()),
          e);
    } catch (IllegalArgumentException bad) {
      throw new BadSetting(
          "%s names %s, which is no model: %s".formatted(option, file, bad.getMessage()), bad);
    }
  }
}
