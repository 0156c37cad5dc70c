package io.tidemark.stores;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A local server is unavailable. The message is a sentence that says what to do. */
public final class StoreUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Bytes that a new database and its write-ahead log need at least. */
  private static final long REQUIRED_SPACE = 200L << 20;

  StoreUnavailableException(String sentence) {
    super(sentence);
  }

  StoreUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** For a folder that cannot be written. */
  static StoreUnavailableException of(Path folder, IOException problem) {
    String reason =
        switch (problem) {
          case AccessDeniedException denied -> "this user may not write " + denied.getFile();
          case FileAlreadyExistsException file -> file.getFile() + " is no folder";
          case NoSuchFileException missing -> missing.getFile() + " cannot be created";
          case FileSystemException system -> system.getFile() + ": " + system.getReason();
          default -> String.valueOf(problem.getMessage());
        };
    return new StoreUnavailableException(
        "The folder %s cannot hold the data of the embedded stores (%s): choose another with %s."
            .formatted(folder, reason, variable(folder)),
        problem);
  }

  /** For a server that does not start. */
  static StoreUnavailableException of(String server, Path folder, Throwable problem) {
    long free = folder.toFile().getUsableSpace();
    String sentence =
        free < REQUIRED_SPACE
            ? ("The embedded %s does not start, as the disk of %s has only %d MB"
                    + " left: make room, or choose another folder with %s.")
                .formatted(server, folder, free >> 20, variable(folder))
            : "The embedded %s in %s does not start: %s."
                .formatted(server, folder, problem.getMessage());
    return new StoreUnavailableException(sentence, problem);
  }

  /** What chooses the folder. */
  private static String variable(Path folder) {
    boolean temporary =
        folder.equals(Path.of(System.getProperty("java.io.tmpdir")))
            || folder.toString().contains(StoreAddresses.TEMPORARY);
    return temporary ? "TMPDIR" : "TIDEMARK_DATA_DIR";
  }
}
