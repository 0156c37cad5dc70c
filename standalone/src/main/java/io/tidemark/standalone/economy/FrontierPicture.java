package io.tidemark.standalone.economy;

import io.tidemark.forecast.replay.BacktestReport;
import io.tidemark.forecast.replay.PolicyRow;
import io.tidemark.forecast.replay.PolicyRow.Kind;
import io.tidemark.forecast.replay.PolicyScore;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The errors of all policies over their polls, as SVG: WAPE on the left, mean error on the right.
 * Both panels have the same scales, on which all policies lie. Those that poll nothing are left
 * out, and an error of zero lies on the lowest line, since the scales are logarithmic.
 */
public final class FrontierPicture {

  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 460;
  private static final int PANEL = 430;
  private static final int TOP = 50;
  private static final int BOTTOM = 400;

  private final StringBuilder svg = new StringBuilder();
  private final List<PolicyRow> rows;
  private final LogScale polls;
  private final LogScale errors;

  private FrontierPicture(List<PolicyRow> rows) {
    this.rows = rows.stream().filter(row -> row.score().polls() > 0).toList();
    polls = LogScale.ofDoublings(values(row -> row.score().polls()));
    errors =
        LogScale.ofDecades(
            DoubleStream.concat(
                    DoubleStream.of(values(row -> drawn(row, Errors::wape))),
                    DoubleStream.of(values(row -> drawn(row, Errors::mean))))
                .toArray());
  }

  /** The picture as a file of text. */
  public static String of(BacktestReport report) {
    var picture = new FrontierPicture(report.policies());
    picture.begin();
    picture.panel(60, "WAPE", Errors::wape);
    picture.panel(60 + PANEL + 50, "mean error", Errors::mean);
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

  private void panel(int left, String title, ToDoubleFunction<Errors> error) {
    add("<text x=\"%d\" y=\"30\" font-size=\"14\">%s over polls per tweet</text>%n", left, title);
    for (double mark : polls.marks()) {
      double x = x(left, mark);
      add("<path d=\"M%.1f %d V%d\" stroke=\"#ddd\"/>%n", x, TOP, BOTTOM);
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
          x, BOTTOM + 16, number(mark));
    }
    for (double mark : errors.marks()) {
      double y = y(mark);
      add("<path d=\"M%d %.1f H%d\" stroke=\"#ddd\"/>%n", left, y, left + PANEL - 20);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %%</text>%n",
          left - 4, y + 4, number(100 * mark));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.CLOCK) {
        line(left, kind, error);
      }
    }
    for (PolicyRow row : rows) {
      if (row.kind() == Kind.CLOCK) {
        double x = x(left, row.score().polls());
        double y = y(drawn(row, error));
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#c0392b\"/>%n", x, y);
        boolean fits = x < left + PANEL - 160;
        add(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"11\">%s</text>%n",
            fits ? x + 7 : x - 7, y - 4, fits ? "start" : "end", row.name());
      }
    }
  }

  private void line(int left, Kind kind, ToDoubleFunction<Errors> error) {
    StringBuilder points = new StringBuilder();
    rows.stream()
        .filter(row -> row.kind() == kind)
        .sorted(Comparator.comparingDouble(row -> row.score().polls()))
        .forEach(
            row ->
                points.append(
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        x(left, row.score().polls()),
                        y(drawn(row, error)))));
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

  /** Rules of the clock draw straight lines, the others along the template. */
  private static double drawn(PolicyRow row, ToDoubleFunction<Errors> error) {
    PolicyScore score = row.score();
    return error.applyAsDouble(row.kind() == Kind.CLOCK ? score.straight() : score.along());
  }

  private double[] values(ToDoubleFunction<PolicyRow> of) {
    return rows.stream().mapToDouble(of).toArray();
  }

  private double x(int left, double value) {
    return left + polls.part(value) * (PANEL - 20);
  }

  private double y(double error) {
    return BOTTOM - errors.part(error) * (BOTTOM - TOP);
  }

  private static String number(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
