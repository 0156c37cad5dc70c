package io.tidemark.standalone.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.RecordedCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveSetTest {

  @TempDir private Path folder;

  @Test
  void withoutTrainingLaddersAreFittedToTheJudgedCurves() throws IOException {
    CurveSet set = read(file("a b c"));

    assertThat(names(set.judged())).isEqualTo("a b c");
    assertThat(set.isTrained()).isFalse();
    assertThat(set.fitted()).isEqualTo(set.judged());
  }

  @Test
  void ofOneFileEverySecondCurveIsJudged() throws IOException {
    Path file = file("a b c d e");
    CurveSet set = read(file, folder.resolve("../" + folder.getFileName() + "/a b c d e"));

    assertThat(names(set.judged())).isEqualTo("b d");
    assertThat(names(set.fitted())).isEqualTo("a c e");
  }

  /** The twins of judged curves, in the same places of the other file, are left out as well. */
  @Test
  void ofFurtherFilesEverySecondCurveIsForTraining() throws IOException {
    Path file = file("a b c d");
    CurveSet set = read(file, file, file("A B C D"));

    assertThat(names(set.judged())).isEqualTo("b d");
    assertThat(set.training()).extracting(CurveSetTest::names).containsExactly("a c", "A C");
  }

  @Test
  void ofOtherFilesAllCurvesAreTaken() throws IOException {
    CurveSet set = read(file("a b"), file("x y z"));

    assertThat(names(set.judged())).isEqualTo("a b");
    assertThat(names(set.fitted())).isEqualTo("x y z");
    assertThat(set.isTrained()).isTrue();
  }

  @Test
  void oneCurveCannotBeHalved() throws IOException {
    Path file = file("a");

    assertThatExceptionOfType(BadCurvesException.class)
        .isThrownBy(() -> read(file, file))
        .withMessage("%s has one curve, which cannot be halved.", file);
  }

  /** The last row is at 90 minutes. */
  @Test
  void aFileThatIsShorterThanTheHorizonIsNamed() throws IOException {
    List<RecordedCurve> curves = read(file("a b")).judged();

    assertThat(CurveSet.shorter(Path.of("f.csv"), curves, Duration.ofHours(24)))
        .hasValue(
            "The last row of f.csv is at an age of 1.5 h, and the horizon is 24.0 h: all its"
                + " curves stand still from there on.");
    assertThat(CurveSet.shorter(Path.of("f.csv"), curves, Duration.ofMinutes(95))).isEmpty();
  }

  @Test
  void tooLittleMemoryIsASentenceWithTheRemedy() {
    assertThatExceptionOfType(BadCurvesException.class)
        .isThrownBy(
            () ->
                CurveSet.inMemory(
                    () -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .withMessageMatching(
            "The curves do not fit into [0-9,]+ MB: take fewer curves, or give the JVM more memory"
                + " \\(TIDEMARK_JAVA_OPTIONS=-Xmx8g\\)\\.");
  }

  /** A file with these curves, named like them. */
  private Path file(String curves) throws IOException {
    var csv = new StringBuilder("curve,age_seconds,count\n");
    for (String curve : curves.split(" ", -1)) {
      csv.append(curve).append(",0,0\n").append(curve).append(",5400,7\n");
    }
    return Files.writeString(folder.resolve(curves), csv);
  }

  private static CurveSet read(Path curves, Path... training) {
    return CurveSet.read(curves, List.of(training), () -> {});
  }

  private static String names(List<RecordedCurve> curves) {
    return String.join(" ", curves.stream().map(RecordedCurve::name).toList());
  }
}
