package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.demo.Demo;
import io.tidemark.standalone.demo.DemoOptions;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
@Order(1) // it takes long, so it begins first
class DemoTest {

  @Test
  void runOnceItEndsWithAllFiguresInOneJsonObject() {
    var out = new StringWriter();
    var options = new DemoOptions(1_800, 60, 600, 5, 0.75, 1, 2, 0, 7, true);

    int code = new Demo(options, new PrintWriter(out), () -> false).run();

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Ready after", "console ", "/#key=", "a curve ", "Every lot has finished.")
        .contains("Refreshed metrics for 60 posts across 3 platform connections")
        .contains("scraped, embedded and classified; their hooks: ");
    JsonObject figures = new JsonObject(out.toString().lines().toList().getLast());
    assertThat(figures.getInteger("tweets")).isEqualTo(60);
    assertThat(figures.getInteger("tracked")).isZero();
    assertThat(figures.getInteger("deliveriesFailed")).isZero();
    assertThat(figures.getInteger("lots")).isEqualTo(12);
    assertThat(figures.getInteger("snapshots")).isEqualTo(figures.getInteger("polls"));
    assertThat(figures.getInteger("calls")).isBetween(1, 60 * 6);
    assertThat(figures.getJsonObject("stopped").getInteger("no_change_below_threshold"))
        .isGreaterThanOrEqualTo(45);
  }

  @Test
  void stoppedByHandItCleansUpAndSaysSo() {
    var out = new StringWriter();
    var options = new DemoOptions(360, 1_000, 600, 5, 0.75, 1, 1, 0, 7, true);

    int code = new Demo(options, new PrintWriter(out), () -> true).run();

    assertThat(code).isEqualTo(130);
    assertThat(out.toString()).contains("Stopped before every lot had finished.");
  }
}
