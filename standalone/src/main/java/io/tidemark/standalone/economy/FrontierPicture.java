package io.tidemark.standalone.economy;

import io.tidemark.forecast.replay.BacktestReport;
import io.tidemark.forecast.replay.PolicyRow;
import io.tidemark.forecast.replay.PolicyRow.Kind;
import io.tidemark.forecast.replay.PolicyScore;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The errors of all policies over their polls, as SVG: WAPE on the left, mean error on the right.
 */
public final class FrontierPicture {

  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 460;
  private static final int PANEL = 430;
  private static final int TOP = 50;
  private static final int BOTTOM = 400;
  private static final double FEWEST = 0.5;
  private static final double MOST = 32;
  private static final double LEAST_ERROR = 0.004;
  private static final double MOST_ERROR = 0.4;

  private static final double[] POLLS = {0.5, 1, 2, 4, 8, 16, 32};
  private static final double[] ERRORS = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4};

  private final StringBuilder svg = new StringBuilder();

  private FrontierPicture() {}

  /** The picture as a file of text. */
  public static String of(BacktestReport report) {
    var picture = new FrontierPicture();
    picture.begin();
    picture.panel(
        60,
        "WAPE",
        report.policies(),
        score -> score.along().wape(),
        score -> score.straight().wape());
    picture.panel(
        60 + PANEL + 50,
        "mean error",
        report.policies(),
        score -> score.along().mean(),
        score -> score.straight().mean());
    picture.legend();
    picture.add("</svg>%n");
    return picture.svg.toString();
  }

  private void begin() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">%n",
        WIDTH, HEIGHT);
    add("<title>Error over polls per tweet</title>%n");
    add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, HEIGHT);
  }

  private void panel(
      int left,
      String title,
      List<PolicyRow> rows,
      ToDoubleFunction<PolicyScore> along,
      ToDoubleFunction<PolicyScore> straight) {
    add("<text x=\"%d\" y=\"30\" font-size=\"14\">%s over polls per tweet</text>%n", left, title);
    for (double polls : POLLS) {
      double x = x(left, polls);
      add("<path d=\"M%.1f %d V%d\" stroke=\"#ddd\"/>%n", x, TOP, BOTTOM);
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
          x, BOTTOM + 16, number(polls));
    }
    for (double error : ERRORS) {
      double y = y(error);
      add("<path d=\"M%d %.1f H%d\" stroke=\"#ddd\"/>%n", left, y, left + PANEL - 20);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %%</text>%n",
          left - 4, y + 4, number(100 * error));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.CLOCK) {
        line(left, kind, rows, along);
      }
    }
    for (PolicyRow row : rows) {
      if (row.kind() == Kind.CLOCK) {
        double x = x(left, row.score().polls());
        double y = y(straight.applyAsDouble(row.score()));
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#c0392b\"/>%n", x, y);
        boolean fits = x < left + PANEL - 160;
        add(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"11\">%s</text>%n",
            fits ? x + 7 : x - 7, y - 4, fits ? "start" : "end", row.name());
      }
    }
  }

  private void line(
      int left, Kind kind, List<PolicyRow> rows, ToDoubleFunction<PolicyScore> error) {
    StringBuilder points = new StringBuilder();
    rows.stream()
        .filter(row -> row.kind() == kind && row.score().polls() >= FEWEST)
        .map(PolicyRow::score)
        .sorted(Comparator.comparingDouble(PolicyScore::polls))
        .forEach(
            score ->
                points.append(
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        x(left, score.polls()),
                        y(error.applyAsDouble(score)))));
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
        points.toString().strip(),
        colour(kind),
        kind == Kind.LADDER ? " stroke-dasharray=\"5 3\"" : "");
  }

  private void legend() {
    int x = 60;
    for (Kind kind : Kind.values()) {
      String label =
          switch (kind) {
            case CLOCK -> "rules of the clock, straight lines";
            case LADDER -> "fixed ladders";
            case EACH -> "adaptive, each";
            case BALANCED -> "adaptive, balanced";
            case VOLUME -> "adaptive, volume";
          };
      add("<rect x=\"%d\" y=\"434\" width=\"16\" height=\"4\" fill=\"%s\"/>%n", x, colour(kind));
      add("<text x=\"%d\" y=\"440\">%s</text>%n", x + 22, label);
      x += kind == Kind.CLOCK ? 240 : 160;
    }
  }

  private static String colour(Kind kind) {
    return switch (kind) {
      case CLOCK -> "#c0392b";
      case LADDER -> "#7f8c8d";
      case EACH -> "#2980b9";
      case BALANCED -> "#27ae60";
      case VOLUME -> "#8e44ad";
    };
  }

  private static double x(int left, double polls) {
    double part = Math.log(clamp(polls, FEWEST, MOST) / FEWEST) / Math.log(MOST / FEWEST);
    return left + part * (PANEL - 20);
  }

  private static double y(double error) {
    double part =
        Math.log(clamp(error, LEAST_ERROR, MOST_ERROR) / LEAST_ERROR)
            / Math.log(MOST_ERROR / LEAST_ERROR);
    return BOTTOM - part * (BOTTOM - TOP);
  }

  private static double clamp(double value, double least, double most) {
    return Math.max(least, Math.min(most, value));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
