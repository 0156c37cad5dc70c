package io.tidemark.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** Draws a result as bar charts: one chart per unit, with the spread as error bars. */
public final class Chart {

  private Chart() {}

  /** Writes one PNG for each unit: {@code timers.png}, and for others {@code timers-ms.png}. */
  public static List<Path> write(BenchmarkResult outcome, Path folder) throws IOException {
    Map<String, List<Figure>> units = new LinkedHashMap<>();
    outcome
        .figures()
        .forEach(
            figure ->
                units
                    .computeIfAbsent(figure.unit(), any -> new java.util.ArrayList<>())
                    .add(figure));
    List<Path> written = new java.util.ArrayList<>();
    for (var unit : units.entrySet()) {
      String name =
          written.isEmpty()
              ? outcome.benchmark()
              : outcome.benchmark() + "-" + suffix(unit.getKey());
      Path file = folder.resolve(name + ".png");
      BitmapEncoder.saveBitmap(
          chart(outcome.benchmark(), unit.getKey(), unit.getValue()),
          file.toString(),
          BitmapEncoder.BitmapFormat.PNG);
      written.add(file);
    }
    return written;
  }

  private static String suffix(String unit) {
    return unit.equals(Figure.RATIO) ? "ratio" : unit.replaceAll("[^A-Za-z0-9]+", "-");
  }

  private static CategoryChart chart(String title, String unit, List<Figure> figures) {
    CategoryChart chart =
        new CategoryChartBuilder().width(900).height(480).title(title).yAxisTitle(unit).build();
    Styler styler = chart.getStyler();
    styler.setLegendVisible(false);
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setXAxisLabelRotation(20);
    chart.addSeries(
        unit,
        figures.stream().map(Figure::name).toList(),
        figures.stream().map(figure -> figure.series().median()).toList(),
        figures.stream()
            .map(figure -> (figure.series().most() - figure.series().least()) / 2)
            .toList());
    return chart;
  }
}
