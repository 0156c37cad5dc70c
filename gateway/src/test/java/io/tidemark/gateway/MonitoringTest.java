package io.tidemark.gateway;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.AppContext;
import io.tidemark.telemetry.Management;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the dashboard and the alerts ask for is what a running process tells. */
@Tag("server")
class MonitoringTest {

  private static final Path FILES = Path.of("..", "k8s", "monitoring");

  private static final Pattern NAME = Pattern.compile("\\b(tidemark|vertx)_[a-z_]+");

  @Test
  void everyMetricOfTheDashboardAndTheAlertsExists() throws IOException {
    String dashboard = Files.readString(FILES.resolve("dashboard.json"));
    String alerts = Files.readString(FILES.resolve("alerts.yaml"));
    assertThat(new JsonObject(dashboard).getJsonArray("panels")).isNotEmpty();
    // A limit, for a budget has no meter before there is one.
    try (var gateway = TrackedGateway.begin(Map.of("TIDEMARK_TWITTERAPI_MONTHLY_USD", "100"))) {
      AppContext app = gateway.world.stores.app();
      new Management(app.vertx(), app.meters()).needs("postgres", Future::succeededFuture);
      gateway.world.zone("brand");
      gateway.world.deliver(
          "brand",
          List.of(gateway.world.tracker.post(growing(10)), gateway.world.tracker.post(dead())));
      gateway.world.hourPasses();

      String scrape = app.meters().scrape();

      assertThat(names(scrape)).containsAll(names(dashboard)).containsAll(names(alerts));
      EXPRESSION.matcher(alerts).results().forEach(match -> hasLabels(match.group(1), scrape));
      assertThat(scrape.lines().filter(line -> line.startsWith("# HELP tidemark_")))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).matches("# HELP tidemark_\\S+ \\S.+"));
      assertThat(app.meters().getMeters())
          .extracting(meter -> meter.getId())
          .filteredOn(id -> id.getName().startsWith("tidemark."))
          .allSatisfy(id -> assertThat(id.getDescription()).as(id.getName()).isNotBlank());
    }
  }

  private static final Pattern EXPRESSION = Pattern.compile("expr: (.*)");
  private static final Pattern GROUPED = Pattern.compile("by \\(([a-z_, ]+)\\)");
  private static final Pattern SELECTED = Pattern.compile("([a-z_]+)=~?\"");

  /** Prometheus adds the pod. */
  private static void hasLabels(String expression, String scrape) {
    Set<String> wanted = new TreeSet<>();
    GROUPED
        .matcher(expression)
        .results()
        .forEach(match -> wanted.addAll(List.of(match.group(1).split(", "))));
    SELECTED.matcher(expression).results().forEach(match -> wanted.add(match.group(1)));
    wanted.remove("pod");
    Set<String> names = names(expression);
    assertThat(wanted)
        .as(expression)
        .allSatisfy(
            label ->
                assertThat(scrape.lines())
                    .anyMatch(
                        line ->
                            names.stream().anyMatch(name -> line.startsWith(name + "{"))
                                && line.contains(label + "=\"")));
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(text).results().forEach(match -> names.add(match.group()));
    return names;
  }
}
