package io.tidemark.forecast.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurveFileTest {

  @TempDir private Path folder;

  @Test
  void aCountHoldsUntilTheNextRowOfItsCurve() throws IOException {
    List<RecordedCurve> curves =
        read("curve,age_seconds,count\na,0,0\nb,60,5\na,90.5,2\n\na,600,3\n");

    assertThat(curves).extracting(RecordedCurve::name).containsExactly("a", "b");
    RecordedCurve first = curves.getFirst();
    assertThat(List.of(first.at(0), first.at(1.5), first.at(1.6), first.at(9.9), first.at(10)))
        .containsExactly(0L, 0L, 2L, 2L, 3L);
    assertThat(curves.getLast().at(0.5)).isZero();
    assertThat(curves.getLast().at(1e6)).isEqualTo(5);
  }

  @Test
  void aCounterThatFallsStaysWhereItWas() throws IOException {
    RecordedCurve curve = read("curve,age_seconds,count\na,0,9\na,60,4\na,120,10\n").getFirst();

    assertThat(curve.at(1)).isEqualTo(9);
    assertThat(curve.at(2)).isEqualTo(10);
  }

  @Test
  void theFirstEventIsThePostItself() throws IOException {
    RecordedCurve curve =
        read("cascade,t_seconds,followers\n3,0,99\n3,14,1\n3,14,2\n3,60,4\n").getFirst();

    assertThat(curve.at(0)).isZero();
    assertThat(curve.at(0.5)).isEqualTo(2);
    assertThat(curve.at(1)).isEqualTo(3);
  }

  @Test
  void observationsCountFromTheFirstOne() throws IOException {
    RecordedCurve curve =
        read("item_id,observed_at_unix,rank,upvotes,comments\n"
                + "7,1604686251,1,81,11\n7,1604686311,1,84,\n")
            .getFirst();

    assertThat(curve.at(0)).isZero();
    assertThat(curve.at(1)).isEqualTo(3);
  }

  @Test
  void aFileMayBeCompressed() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write("curve,age_seconds,count\na,0,1\n".getBytes(StandardCharsets.UTF_8));
    }
    Path file = Files.write(folder.resolve("curves.csv.gz"), bytes.toByteArray());
    Path cut =
        Files.write(
            folder.resolve("cut.csv.gz"),
            java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 12));

    assertThat(CurveFile.read(file, () -> {})).hasSize(1);
    assertThatExceptionOfType(BadCurvesException.class)
        .isThrownBy(() -> CurveFile.read(cut, () -> {}))
        .withMessage("%s cannot be read: its compression ends too early.", cut);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "curve,age,count;line 1: the header is \"curve,age,count\" and must be"
            + " curve,age_seconds,count.",
        "curve,age_seconds,count;has a header and no curve.",
        "curve,age_seconds,count|a,0;line 2: the row has 2 fields and must have 3.",
        "curve,age_seconds,count|a,0,0|,1,1;line 3: the row names no curve.",
        "curve,age_seconds,count|a,0,many;line 2: count is \"many\" and must be a whole number,"
            + " zero or more.",
        "curve,age_seconds,count|a,0,-1;line 2: count is \"-1\" and must be a whole number, zero"
            + " or more.",
        "curve,age_seconds,count|a,0,1.5;line 2: count is \"1.5\" and must be a whole number,"
            + " zero or more.",
        "curve,age_seconds,count|a,NaN,1;line 2: age_seconds is \"NaN\" and must be a number of"
            + " seconds, zero or more.",
        "curve,age_seconds,count|a,60,1|a,30,2;line 3: the row is earlier than the one before of"
            + " its curve.",
      })
  void aBadFileIsNamedWithLineAndReason(String lines, String complaint) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), lines.replace('|', '\n'));

    assertThatExceptionOfType(BadCurvesException.class)
        .isThrownBy(() -> CurveFile.read(file, () -> {}))
        .withMessageStartingWith(file.toString())
        .withMessageEndingWith(complaint);
  }

  @Test
  void samplesAreTheCountsAtEqualSteps() throws IOException {
    RecordedCurve curve =
        read("curve,age_seconds,count\na,0,1\na,60,2\na,60,3\na,150,3\na,180,9\na,600,9\n")
            .getFirst();

    assertThat(curve.sampled(1, 4)).containsExactly(1, 3, 3, 9, 9);
    assertThat(curve.sampled(0.5, 3)).containsExactly(1, 1, 3, 3);
    assertThat(curve.lastRow()).isEqualTo(10);
    for (int minute = 0; minute <= 4; minute++) {
      assertThat(curve.sampled(1, 4)[minute]).isEqualTo(curve.at(minute));
    }
  }

  @Test
  void aLongFileCanBeStopped() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("long.csv"), "curve,age_seconds,count\n" + "a,60,1\n".repeat(10_000));
    var stop = new IllegalStateException("stopped");

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                CurveFile.read(
                    file,
                    () -> {
                      throw stop;
                    }))
        .isSameAs(stop);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none.csv");

    assertThatExceptionOfType(BadCurvesException.class)
        .isThrownBy(() -> CurveFile.read(file, () -> {}))
        .withMessage("%s cannot be read: there is no such file.", file);
  }

  private static List<RecordedCurve> read(String text) throws IOException {
    return CurveFile.read(
        "curves.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
