package io.tidemark.faults;

import io.tidemark.faults.Invariants.InvariantResult;
import io.tidemark.faults.RecoveryTimes.Takeover;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The report of a run: injected faults and results.
 *
 * @param amounts amounts by name
 * @param answers webhook responses by status
 * @param outage the same during database outages
 * @param failures failures of the suite itself: faults that could not be injected
 * @param processes the last lines of output of all processes
 */
public record SuiteReport(
    SuiteProfile profile,
    long seed,
    Duration took,
    Map<String, Integer> amounts,
    FaultLog injected,
    List<InvariantResult> findings,
    Map<String, JsonObject> recovery,
    List<Takeover> takeovers,
    Map<String, Integer> answers,
    Map<String, Integer> outage,
    List<String> failures,
    List<String> processes) {

  /** Whether every invariant holds and every scheduled fault was injected. */
  public boolean isGood() {
    return failures.isEmpty() && findings.stream().allMatch(InvariantResult::holds);
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    injected.all().forEach(entry -> counts.merge(entry.fault().label(), 1, Integer::sum));
    return counts;
  }

  JsonObject json() {
    JsonArray log = new JsonArray();
    injected
        .all()
        .forEach(
            entry ->
                log.add(
                    new JsonObject()
                        .put("fault", entry.fault().label())
                        .put("begun", entry.from().toString())
                        .put("over", entry.until().toString())
                        .put("note", entry.note())));
    return new JsonObject()
        .put("seed", seed)
        .put("form", profile.name())
        .put("good", isGood())
        .put("seconds", took.toSeconds())
        .put("amounts", object(amounts))
        .put("injected", object(counts()))
        .put("findings", array(findings))
        .put("recovery", object(recovery))
        .put("episodes", array(takeovers))
        .put("webhook_answers", object(answers))
        .put("webhook_answers_while_postgres_was_away", object(outage))
        .put("failures", new JsonArray(failures))
        .put("log", log);
  }

  private static JsonArray array(List<? extends Record> records) {
    return new JsonArray(records.stream().map(JsonObject::mapFrom).toList());
  }

  private static JsonObject object(Map<String, ?> map) {
    JsonObject object = new JsonObject();
    map.forEach(object::put);
    return object;
  }

  void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, json().encodePrettily() + System.lineSeparator());
    } catch (IOException e) {
      throw new UncheckedIOException("the report could not be written to " + file, e);
    }
  }

  /** A text for the terminal. */
  public String text() {
    var text = new StringBuilder();
    text.append(
        "%nFaults (%s, seed %d, %d s)%n  %s%n%nInjected%n"
            .formatted(profile.name(), seed, took.toSeconds(), amounts));
    counts().forEach((fault, count) -> text.append("  %4d  %s%n".formatted(count, fault)));
    text.append("%nFound%n".formatted());
    findings.forEach(
        finding ->
            text.append(
                "  %-5s %s (%s)%n"
                    .formatted(
                        finding.holds() ? "holds" : "FAILS",
                        finding.invariant(),
                        finding.detail())));
    failures.forEach(failure -> text.append("  FAILS %s%n".formatted(failure)));
    text.append("%nRecovery%n".formatted());
    recovery.forEach(
        (figure, values) ->
            text.append(
                "  %s: %s%n"
                    .formatted(
                        figure,
                        values.stream()
                            .map(
                                entry -> entry.getKey().replace("_ms", "") + " " + entry.getValue())
                            .collect(Collectors.joining(", ")))));
    text.append(
        "  webhook answers: %s%n  webhook answers while PostgreSQL was away: %s%n"
            .formatted(answers, outage));
    return text.toString();
  }
}
