package io.tidemark.forecast.curves;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads curves from CSV, compressed by gzip or not. The header says which of three forms it has:
 *
 * <ul>
 *   <li>{@code curve,age_seconds,count}: cumulative counts, each of which holds until the next row
 *       of its curve;
 *   <li>{@code cascade,t_seconds,followers}: one row for each event, of which the first is the post
 *       itself;
 *   <li>{@code item_id,observed_at_unix,rank,upvotes,comments}: counters as they were observed. The
 *       age is that since the first observation, and the count the growth of {@code upvotes} since
 *       then.
 * </ul>
 *
 * Rows of one curve are in the order of time; those of several may alternate.
 */
public final class CurveFile {

  private static final int GZIP = 0x1f8b;

  /** So many lines are read without a check. */
  private static final int CHECKED_EACH = 10_000;

  private CurveFile() {}

  /**
   * The curves of a file, in the order in which they begin.
   *
   * @param check called now and then; what it throws ends the work
   * @throws BadCurvesException when the file cannot be read or has a bad row
   */
  public static List<RecordedCurve> read(Path file, Runnable check) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, check);
    } catch (IOException e) {
      throw new BadCurvesException("%s cannot be read: %s.".formatted(file, reason(e)), e);
    }
  }

  private static String reason(IOException problem) {
    return switch (problem) {
      case java.nio.file.NoSuchFileException absent -> "there is no such file";
      case java.nio.file.AccessDeniedException denied -> "this user may not read it";
      case MalformedInputException text -> "it is not text in UTF-8";
      case EOFException cut -> "its compression ends too early";
      case ZipException bad -> "its compression is damaged";
      default -> String.valueOf(problem.getMessage());
    };
  }

  /** The same of a stream, without a check. */
  public static List<RecordedCurve> read(String name, InputStream in) throws IOException {
    return read(name, in, () -> {});
  }

  /**
   * The same of a stream.
   *
   * @param name of the file, for messages
   */
  public static List<RecordedCurve> read(String name, InputStream in, Runnable check)
      throws IOException {
    var reader =
        new BufferedReader(
            new InputStreamReader(decompressed(in), StandardCharsets.UTF_8.newDecoder()));
    String header = reader.readLine();
    if (header == null) {
      throw new BadCurvesException("%s is empty.".formatted(name));
    }
    RowForm form =
        RowForm.of(header.replace("\uFEFF", "").strip())
            .orElseThrow(
                () ->
                    new BadCurvesException(
                        "%s, line 1: the header is \"%s\" and must be curve,age_seconds,count."
                            .formatted(name, shortened(header))));
    Map<String, CurveRows> curves = new LinkedHashMap<>();
    int number = 1;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (number % CHECKED_EACH == 0) {
        check.run();
      }
      if (line.isBlank()) {
        continue;
      }
      try {
        form.take(line.split(",", -1), id -> curves.computeIfAbsent(id, any -> new CurveRows()));
      } catch (IllegalArgumentException bad) {
        throw new BadCurvesException(
            "%s, line %d: %s.".formatted(name, number, bad.getMessage()), bad);
      }
    }
    if (curves.isEmpty()) {
      throw new BadCurvesException("%s has a header and no curve.".formatted(name));
    }
    List<RecordedCurve> all = new ArrayList<>(curves.size());
    Iterator<Map.Entry<String, CurveRows>> each = curves.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, CurveRows> rows = each.next();
      all.add(rows.getValue().curve(rows.getKey()));
      each.remove();
    }
    return all;
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    var all = new PushbackInputStream(in, 2);
    byte[] magic = all.readNBytes(2);
    all.unread(magic);
    boolean gzip = magic.length == 2 && ((magic[0] & 0xff) << 8 | (magic[1] & 0xff)) == GZIP;
    return gzip ? new GZIPInputStream(all, 1 << 16) : all;
  }

  private static String shortened(String header) {
    return header.length() <= 60 ? header : header.substring(0, 60) + "…";
  }
}
