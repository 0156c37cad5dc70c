package io.tidemark.standalone.demo;

import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.standalone.process.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Shows progress: redrawn in place on a terminal, as occasional lines elsewhere. */
final class ProgressDisplay {

  private static final int LINE_EVERY = 10;

  private final Terminal terminal;
  private final PrintWriter out;
  private final Instant began;
  private int drawn;
  private int ticks;

  ProgressDisplay(Terminal terminal, Instant began) {
    this.terminal = terminal;
    this.out = terminal.out();
    this.began = began;
  }

  void show(DemoFigures figures, StreamReport stream, int deliveries) {
    if (terminal.redraws()) {
      redraw(
          List.of(
              "  clock        %s after the first delivery".formatted(elapsed(figures.now())),
              "  deliveries   %s of %s, %s tweets taken in"
                  .formatted(
                      number(stream.accepted()),
                      number(deliveries),
                      number(figures.overview().tweets())),
              "  lots         %s due, %s waiting for their time"
                  .formatted(
                      number(figures.overview().lotsDue()),
                      number(figures.overview().lotsWaiting())),
              "  tweets       %s tracked%s"
                  .formatted(
                      number(figures.active()), tail(figures.overview().active(), DemoWords::tier)),
              "               %s stopped%s"
                  .formatted(
                      number(figures.stopped()),
                      tail(figures.overview().stopped(), DemoWords::stopped)),
              "  calls        %s spent for %s tweet-polls ($%.2f)"
                  .formatted(number(figures.calls()), number(figures.polls()), figures.dollars()),
              "               %s would have been spent polling every tweet alone"
                  .formatted(number(figures.callsAlone()))));
    } else if (ticks++ % LINE_EVERY == 0) {
      out.printf(
          Locale.ROOT,
          "  %s  %s tweets (%s tracked, %s stopped), %s of %s lots due, %s calls instead of %s%n",
          elapsed(figures.now()),
          number(figures.overview().tweets()),
          number(figures.active()),
          number(figures.stopped()),
          number(figures.overview().lotsDue()),
          number(figures.overview().lotsWaiting()),
          number(figures.calls()),
          number(figures.callsAlone()));
    }
    out.flush();
  }

  /** Prints a permanent text above the progress. */
  void say(String text) {
    if (drawn > 0) {
      out.printf("\033[%dA\033[J", drawn);
    }
    out.println(text);
    out.flush();
    drawn = 0;
  }

  private void redraw(List<String> lines) {
    if (drawn > 0) {
      out.printf("\033[%dA", drawn);
    }
    lines.forEach(line -> out.println("\033[2K" + line));
    drawn = lines.size();
  }

  private String elapsed(Instant now) {
    Duration duration = Duration.between(began, now);
    return "%02d:%02d:%02d"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }

  private static String tail(Map<String, Long> counts, UnaryOperator<String> words) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(entry -> number(entry.getValue()) + " " + words.apply(entry.getKey()))
            .collect(Collectors.joining(", ", ": ", ""));
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
