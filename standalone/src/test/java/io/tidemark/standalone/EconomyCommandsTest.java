package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.access.Hashes;
import io.tidemark.documents.Documents;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.standalone.Commands.Ended;
import io.tidemark.standalone.process.StopSignals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tidemark learn} and {@code tidemark backtest}. */
class EconomyCommandsTest {

  private static final String CASCADES =
      Documents.ROOT
          .resolve(
              "platform-simulator/src/main/resources/io/tidemark/simulator/growth"
                  + "/retweet_cascades.csv.gz")
          .toString();

  @TempDir private static Path folder;

  private static String curves = "";

  @BeforeAll
  static void draw() throws IOException {
    curves = drawn("curves.csv", 20);
  }

  private static String drawn(String file, int size) throws IOException {
    var random = new SplittableRandom(3);
    var csv = new StringBuilder("curve,age_seconds,count\n");
    for (int curve = 0; curve < size; curve++) {
      double reached = Math.exp(random.nextDouble(-1, 6)) - 0.5;
      double slow = random.nextDouble(30, 300);
      for (int minute = 0; minute <= 1_440; minute += 15) {
        long count = (long) (reached * (1 - Math.exp(-minute / slow)));
        csv.append("%d,%d,%d%n".formatted(curve, 60 * minute, count));
      }
    }
    return Files.writeString(folder.resolve(file), csv).toString();
  }

  @Test
  void learningFromTheShippedCascadesIsReproducible() throws IOException {
    Path out = folder.resolve("model.json");

    Ended printed = run("learn", "--curves", CASCADES, "--horizon", "7d");
    Ended written = run("learn", "--curves", CASCADES, "--horizon", "7d", "--out", out.toString());

    assertThat(printed.code()).isZero();
    assertThat(written.said()).contains("from 48 curves");
    assertThat(Files.readString(out)).isEqualTo(printed.said());
    assertThat(printed.said())
        .as("the file in src/test/resources is what the program makes of these curves")
        .isEqualTo(
            Files.readString(
                Documents.ROOT.resolve(
                    "standalone/src/test/resources/io/tidemark/standalone/cascades.json")));
    GrowthModel model = ModelFormat.read(printed.said());
    assertThat(model.horizon()).isEqualTo(Duration.ofDays(7));
    // Fewer than a hundred curves calibrate nothing.
    assertThat(model.calibration()).isEmpty();
    assertThat(meanShare(model, 60)).isBetween(0.28, 0.45);
    assertThat(meanShare(model, 1_440)).isBetween(0.75, 0.95);
  }

  @Test
  void theShippedModelIsTheOneThatWasMade() {
    assertThat(HexFormat.of().formatHex(Hashes.sha256(ShippedModel.text())))
        .isEqualTo("492264e6cfba0a10c3f9eba2e4745ec3d0ba3352d0c8d693c858eb0f761e77ab");
  }

  /**
   * The licence of its curves is not stated, so that only those who have them can make it again.
   */
  @Test
  @EnabledIfEnvironmentVariable(named = "TIDEMARK_MODEL_CURVES", matches = ".+")
  void theShippedModelIsWhatTheProgramMakesOfItsCurves() {
    Path curves = Path.of(System.getenv("TIDEMARK_MODEL_CURVES"));

    Ended made =
        run(
            "learn",
            "--curves",
            curves.resolve("tweet_curves_zone.csv.gz").toString(),
            curves.resolve("tweet_curves_hot.csv.gz").toString(),
            "--source",
            "tweets of 2009 to 2016");

    assertThat(made.said()).isEqualTo(ShippedModel.text());
  }

  private static double meanShare(GrowthModel model, double minutes) {
    double mean = 0;
    for (int shape = 0; shape < model.shapes(); shape++) {
      mean += model.weight(shape) * model.share(shape, minutes);
    }
    return mean;
  }

  @Test
  void aBackTestNamesEveryPolicy() {
    Ended ended = run("backtest", "--curves", curves, "--train", curves, "--per-hour", "50");

    assertThat(ended.code()).isZero();
    assertThat(ended.said())
        .startsWith("10 curves of " + curves)
        .contains("learnt from the training curves (10 curves)")
        .contains("HOURLY_LOT ", "AGE_TIER ", "ladder of 2 ", "ladder of 8 ")
        .contains("adaptive each 0.0030", "adaptive balanced 0.0", "adaptive volume 0.1200")
        .contains("after 1 h, all readings: median error", "or stands on fewer than 100 curves)");
  }

  @Test
  void aPriceIsReplayedBesideTheTenWithEachWeight() throws IOException {
    Ended ended =
        run("backtest", "--curves", curves, "--per-hour", "50", "--price", "0.0182", "--json");

    JsonNode policies = new ObjectMapper().readTree(ended.said()).path("policies");
    assertThat(policies).hasSize(3 + 7 + 30 + 3);
    assertThat(policies.findValuesAsText("name"))
        .endsWith("adaptive each 0.0182", "adaptive balanced 0.0182", "adaptive volume 0.0182");
  }

  @Test
  void curvesShorterThanTheHorizonAreWarnedOf() {
    Ended learnt = run("learn", "--curves", curves, "--horizon", "48h");

    assertThat(learnt.code()).isZero();
    assertThat(learnt.complained())
        .isEqualTo(
            "The last row of %s is at an age of 24.0 h, and the horizon is 48.0 h: all its curves"
                    .formatted(curves)
                + " stand still from there on.\n");
  }

  /** The tiers poll for twelve hours. */
  @Test
  void aBackTestEndsAtItsHorizon() {
    Ended ended = run("backtest", "--curves", curves, "--horizon", "6h", "--per-hour", "50");

    assertThat(ended.complained()).isEmpty();
    assertThat(ended.code()).isZero();
  }

  @Test
  void aBackTestIsTheSameEveryTime() throws IOException {
    Path picture = folder.resolve("frontier.svg");
    String[] words = {
      "backtest", "--curves", curves, "--per-hour", "50", "--json", "--picture", picture.toString()
    };

    Ended first = run(words);
    String drawn = Files.readString(picture);
    Ended second = run(words);

    assertThat(second.said()).isEqualTo(first.said());
    assertThat(Files.readString(picture)).isEqualTo(drawn);
    assertThat(drawn).startsWith("<svg ").contains("HOURLY_LOT").endsWith("</svg>\n");
    JsonNode json = new ObjectMapper().readTree(first.said());
    assertThat(json.path("judged").asInt()).isEqualTo(20);
    assertThat(json.path("policies")).hasSize(3 + 7 + 30);
    assertThat(json.at("/policies/0/score/straight/wape").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.at("/forecasts/0/age").asText()).isEqualTo("PT1H");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "learn;--horizon;5h;--horizon must be from 6h to 30d",
        "learn;--horizon;soon;'soon' is not a duration such as 60s, 5m, 24h or 7d",
        "backtest;--per-hour;0;--per-hour must be above 0 and at most 100000",
        "backtest;--price;0;--price must be above 0 and at most 10",
        "backtest;--lot;0;--lot must be from 1 to 10000",
        "backtest;--coalescing;2h;--coalescing must be at most 1h",
      })
  void aBadOptionIsNamed(String command, String option, String value, String complaint) {
    Ended ended = run(command, "--curves", curves, option, value);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.complained()).contains(complaint);
  }

  @ParameterizedTest
  @CsvSource({"learn", "backtest"})
  void aBadFileIsOneSentence(String command) throws IOException {
    Path bad =
        Files.writeString(folder.resolve("bad.csv"), "curve,age_seconds,count\na,0,0\na,60,x\n");

    Ended ended = run(command, "--curves", bad.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained())
        .isEqualTo(
            "%s, line 3: count is \"x\" and must be a whole number, zero or more.%n"
                .formatted(bad));
  }

  @Test
  void aModelThatCannotBeWrittenIsSaid() {
    Ended ended = run("learn", "--curves", curves, "--out", folder.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained()).startsWith("--out names " + folder + ", which is a folder.");
    assertThat(run("learn", "--curves", curves, "--out", curves).complained())
        .startsWith("--out names " + curves + ", which is read.");
  }

  @Test
  void aBackTestTakesAModelThatWasLearnt() throws IOException {
    Path model = folder.resolve("learnt.json");
    run("learn", "--curves", curves, "--out", model.toString());

    Ended ended = run("backtest", "--curves", curves, "--model", model.toString());
    Ended none = run("backtest", "--curves", curves, "--model", curves);

    assertThat(ended.said()).contains("the model is " + model + " (20 curves)");
    assertThat(none.complained())
        .isEqualTo(
            "--model names %s, which is no model: The model is not JSON.%n".formatted(curves));
  }

  @ParameterizedTest
  @CsvSource({"learn", "backtest"})
  void aStopEndsTheWorkWithoutAResult(String command) {
    var signals = new StopSignals();
    signals.stop();

    Ended ended = Commands.run(Map.of(), signals, command, "--curves", curves);

    assertThat(ended.code()).isEqualTo(130);
    assertThat(ended.said()).isEmpty();
    assertThat(ended.complained()).isEqualTo("Stopped without a result.\n");
  }

  private static Ended run(String... words) {
    return Commands.run(Map.of(), words);
  }
}
