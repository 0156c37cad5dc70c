package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.forecast.Calibration.Distances;
import io.tidemark.forecast.Calibration.Readings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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
        .isThrownBy(() -> ModelFormat.read("{\"format\": 1, \"horizon_minutes\": 1440}"))
        .withMessageContaining("a growth model has one weight for each shape");
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
