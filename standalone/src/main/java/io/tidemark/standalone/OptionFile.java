package io.tidemark.standalone;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.settings.BadSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that an option names. */
final class OptionFile {

  private OptionFile() {}

  /**
   * Finds out before the work begins that its result could not be written, or would replace what it
   * is made of.
   *
   * @param file null where none is written
   * @param inputs files that are read; null where there is none
   * @throws BadSetting when that is so
   */
  static void requireWritable(String option, @Nullable Path file, @Nullable Path... inputs) {
    if (file == null) {
      return;
    }
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    if (Files.isDirectory(file)) {
      throw new BadSetting("%s names %s, which is a folder.".formatted(option, file));
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new BadSetting("%s names %s, which cannot be written.".formatted(option, file));
    }
    for (Path input : inputs) {
      if (input != null && isSame(file, input)) {
        throw new BadSetting("%s names %s, which is read.".formatted(option, file));
      }
    }
  }

  private static boolean isSame(Path file, Path input) {
    try {
      return Files.isSameFile(file, input);
    } catch (IOException missing) { // what is not there yet is no other file
      return false;
    }
  }

  /**
   * Writes text as a whole, in place of a file that is there.
   *
   * @throws BadSetting when it cannot be written
   */
  static void write(String option, Path file, String text) {
    try {
      Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), ".tidemark-", ".part");
      try {
        Files.writeString(whole, text);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
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
