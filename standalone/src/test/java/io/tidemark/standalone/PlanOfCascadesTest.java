package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.documents.Documents;
import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.plan.PlanPoint;
import io.tidemark.forecast.plan.PollingPlan;
import io.tidemark.forecast.replay.AdaptiveRule;
import io.tidemark.forecast.replay.PolicyScore;
import io.tidemark.forecast.replay.Replay;
import io.tidemark.forecast.replay.SampledCurves;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plan beside what is replayed on the recorded cascades that its model was learnt from. */
class PlanOfCascadesTest {

  @Test
  void plannedPollsAreNearThoseOfRecordedCascades() throws IOException {
    GrowthModel model =
        ModelFormat.read(
            Files.readString(
                Documents.ROOT.resolve(
                    "standalone/src/test/resources/io/tidemark/standalone/cascades.json")));
    var curves =
        new SampledCurves(
            CurveFile.read(
                Documents.ROOT.resolve(
                    "platform-simulator/src/main/resources/io/tidemark/simulator/growth"
                        + "/retweet_cascades.csv.gz"),
                () -> {}),
            model.horizon());
    var plan = PollingPlan.of(model, Weight.BALANCED, p25 -> Map.of(), 1);

    for (double price : new double[] {0.005, 0.01, 0.02, 0.04}) {
      var rule = new AdaptiveRule(AdaptivePolicy.of(model, Weight.BALANCED, price));
      PolicyScore replayed = Replay.of(curves, rule, model, () -> {}).score();
      PlanPoint planned = plan.atPrice(price);

      assertThat(planned.polls())
          .as("price %s", price)
          .isCloseTo(replayed.polls(), within(0.25 * replayed.polls()));
    }
  }
}
