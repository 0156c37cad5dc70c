package io.tidemark.benchmarks.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;

/**
 * The result of a benchmark.
 *
 * @param notes what a reader of the figures must know, in sentences
 */
public record BenchmarkResult(String benchmark, List<Figure> figures, List<String> notes) {

  /** Copies the collections. */
  public BenchmarkResult {
    figures = List.copyOf(figures);
    notes = List.copyOf(notes);
  }

  public boolean isGood() {
    return figures.stream().allMatch(Figure::isGood);
  }

  /** A text for the terminal. */
  public String text(MachineInfo machine) {
    StringBuilder text = new StringBuilder("%n%s (%s)%n".formatted(benchmark, machine.text()));
    figures.forEach(
        figure -> text.append("  ").append(figure.text()).append(System.lineSeparator()));
    notes.forEach(note -> text.append("  ").append(note).append(System.lineSeparator()));
    return text.toString();
  }

  /** JSON on one line. */
  public JsonObject json(MachineInfo machine, Size size, LocalDate date) {
    JsonArray all = new JsonArray();
    figures.forEach(figure -> all.add(figure.json()));
    return new JsonObject()
        .put("benchmark", benchmark)
        .put("date", date.toString())
        .put("size", size.name().toLowerCase(java.util.Locale.ROOT))
        .put("machine", machine.json())
        .put("good", isGood())
        .put("figures", all)
        .put("notes", new JsonArray(notes));
  }
}
