package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.forecast.Calibration.Distances;
import io.tidemark.forecast.Calibration.Readings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFormatTest {

  @Test
  void whatIsWrittenAndReadIsWrittenTheSame() {
    double[] distances = new double[32];
    var readings =
        new Readings(new Distances(distances, distances), new Distances(distances, distances));
    var calibration = new Calibration(200, readings, readings);
    String text = ModelFormat.write(Streams.model(4, 20, 9).calibrated(calibration));

    assertThat(ModelFormat.write(ModelFormat.read(text))).isEqualTo(text);
  }

  @Test
  void propertiesOfALaterVersionAreIgnored() {
    String text = ModelFormat.write(Streams.model(2, 5, 9));

    GrowthModel model = ModelFormat.read(text.replaceFirst("\\{", "{\"signals\": [1, 2],"));

    assertThat(ModelFormat.write(model)).isEqualTo(text);
  }

  @Test
  void aFormatOfALaterVersionIsNamed() {
    String text = ModelFormat.write(Streams.model(2, 5, 9)).replace(": 1,", ": 7,");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelFormat.read(text))
        .withMessage("The model has the format 7, and this version reads 1.");
  }

  @Test
  void textThatIsNoModelIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelFormat.read("shapes"))
        .withMessage("The model is not JSON.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelFormat.read("[]"))
        .withMessage("The model has no format.");
  }

  @Test
  void aHorizonIsKeptToTheMillisecond() {
    Duration odd = Duration.ofHours(7).plusMillis(12_345);
    String text = ModelFormat.write(Horizons.move(Streams.model(2, 5, 9), odd));

    assertThat(ModelFormat.read(text).horizon()).isEqualTo(odd);
    assertThat(text).contains("\"horizon_minutes\" : 420.20575,");
    assertThat(ModelFormat.write(ModelFormat.read(text))).isEqualTo(text);
    assertThat(ModelFormat.write(Streams.model(2, 5, 9))).contains("\"horizon_minutes\" : 1440,");
  }

  /** A model of two shapes and two levels; each case replaces a part of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"horizon_minutes\" : 1440;\"minutes\" : 1440;The model has no horizon_minutes.",
        "1440;\"a day\";The model has horizon_minutes that are no finite numbers.",
        "1440;1e999;The model has horizon_minutes that are no finite numbers.",
        "1440;60;The model is bad: the horizon must be from 6 hours to 30 days, not PT1H.",
        "\"prior\";\"priors\";The model has no prior.",
        "\"curves\" : 1000;\"curves\" : -1;"
            + "The model is bad: a growth model has a number of curves that is not negative.",
        "[ 0.1, 0.9 ];7;The model has weights that are no list.",
        "[ 0.1, 0.9 ];[ 0.1, \"NaN\" ];The model has weights that are no finite numbers.",
        "[ 0.1, 0.9 ];[ 0.1, null ];The model has weights that are no finite numbers.",
        "[ 0.1, 0.9 ];[ -0.1, 1.1 ];"
            + "The model is bad: a growth model has weights and priors above zero.",
        "[ 0.1, 0.9 ];[ 0.5, 0.9 ];"
            + "The model is bad: a growth model has weights and priors that sum to one.",
        "[ 0.1, 0.9 ];[ 1 ];The model is bad: a growth model has one weight for each shape.",
        "[ 1.0, 20.0 ];[ 20, 1 ];"
            + "The model is bad: a growth model has increasing shares and levels.",
        "[ 1.0, 20.0 ];[ -1, 20 ];The model is bad: a growth model has levels above zero.",
        "[ 1.0, 20.0 ];[ 1, 1e400 ];The model has levels that are no finite numbers.",
        "\"source\";\"calibration\" : {\"curves\" : 100, \"still\" : {}}, \"source\";"
            + "The model has no many.",
      })
  void aModelWithABadPartIsOneSentence(String part, String bad, String sentence) {
    double[][] shares = new double[2][32];
    for (int age = 1; age < 32; age++) {
      shares[0][age] = age / 31.0;
      shares[1][age] = Math.sqrt(age / 31.0);
    }
    String text =
        ModelFormat.write(
            new GrowthModel(
                Ages.upTo(Duration.ofDays(1)),
                shares,
                new double[] {0.1, 0.9},
                new double[] {1, 20},
                new double[] {0.4, 0.6},
                1_000,
                "two",
                null));

    assertThat(text).contains(part);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelFormat.read(text.replace(part, bad)))
        .withMessage(sentence);
  }

  @Test
  void aModelHasNoMoreThan4096Cells() {
    assertThat(Streams.model(2, 2_048, 1).cells()).isEqualTo(4_096);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Streams.model(2, 2_049, 1))
        .withMessage("a growth model has at most 4,096 cells");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void aCalibrationHasDistancesOfZeroOrMore(double bad) {
    double[] distances = new double[32];
    double[] other = distances.clone();
    other[7] = bad;
    var good = new Distances(distances, distances);
    var readings = new Readings(good, new Distances(distances, other));
    var calibration = new Calibration(200, readings, new Readings(good, good));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Streams.model(2, 5, 9).calibrated(calibration))
        .withMessage("a growth model has one distance for each of its ages, zero or more");
  }

  @Test
  void theShippedModelIsOneOfADayWithACalibration() {
    GrowthModel shipped = ShippedModel.tweets();

    assertThat(shipped.horizon()).isEqualTo(Duration.ofDays(1));
    assertThat(shipped.calibration())
        .hasValueSatisfying(
            calibration -> assertThat(calibration.curves()).isGreaterThanOrEqualTo(100));
    assertThat(ModelFormat.write(shipped)).isEqualTo(ShippedModel.text());
  }
}
