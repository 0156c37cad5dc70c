package io.tidemark.forecast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.forecast.Calibration.Distances;
import io.tidemark.forecast.Calibration.Readings;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/**
 * A model as JSON, some kilobytes. Numbers have eight digits; what is written and read again is
 * written the same. Properties that a later version adds are ignored.
 */
public final class ModelFormat {

  /** Grows when older processes could not read it any more. */
  public static final int VERSION = 1;

  private static final MathContext DIGITS = new MathContext(8);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFormat() {}

  public static String write(GrowthModel model) {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", VERSION);
    json.put("source", model.source());
    json.put("curves", model.curves());
    json.put("horizon_minutes", model.horizon().toMinutes());
    double[] weights = new double[model.shapes()];
    ArrayNode shapes = JSON.createArrayNode();
    for (int shape = 0; shape < weights.length; shape++) {
      weights[shape] = model.weight(shape);
      double[] shares = new double[model.ages().size()];
      for (int age = 0; age < shares.length; age++) {
        shares[age] = model.shareAt(shape, age);
      }
      shapes.add(array(shares));
    }
    double[] levels = new double[model.levels()];
    double[] prior = new double[model.levels()];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = model.level(level);
      prior[level] = model.prior(level);
    }
    json.set("shapes", shapes);
    json.set("weights", array(weights));
    json.set("levels", array(levels));
    json.set("prior", array(prior));
    model
        .calibration()
        .ifPresent(
            calibration -> {
              ObjectNode calibrated = json.putObject("calibration");
              calibrated.put("curves", calibration.curves());
              calibrated.set("still", readings(calibration.still()));
              calibrated.set("moved", readings(calibration.moved()));
            });
    try {
      return JSON.writer(new DefaultPrettyPrinter()).writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers cannot be written", e);
    }
  }

  /**
   * @throws IllegalArgumentException in one sentence, when it is no model
   */
  public static GrowthModel read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      int format = json.path("format").asInt();
      if (format != VERSION) {
        throw new IllegalArgumentException(
            "The model has the format %d, and this version reads %d.".formatted(format, VERSION));
      }
      JsonNode calibration = json.path("calibration");
      return new GrowthModel(
          Ages.upTo(Duration.ofMinutes(json.path("horizon_minutes").asLong())),
          arrays(json.path("shapes")),
          array(json.path("weights")),
          array(json.path("levels")),
          array(json.path("prior")),
          json.path("curves").asInt(),
          json.path("source").asText(),
          calibration.isObject()
              ? new Calibration(
                  calibration.path("curves").asInt(),
                  readings(calibration.path("still")),
                  readings(calibration.path("moved")))
              : null);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException("The model is not JSON.", bad);
    }
  }

  /** The number that is written for a number. */
  public static double rounded(double number) {
    return new BigDecimal(number).round(DIGITS).doubleValue();
  }

  private static ArrayNode array(double[] numbers) {
    ArrayNode array = JSON.createArrayNode();
    for (double number : numbers) {
      array.add(rounded(number));
    }
    return array;
  }

  private static double[] array(JsonNode json) {
    double[] numbers = new double[json.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = json.get(i).asDouble();
    }
    return numbers;
  }

  private static double[][] arrays(JsonNode json) {
    double[][] rows = new double[json.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = array(json.get(i));
    }
    return rows;
  }

  private static ObjectNode readings(Readings readings) {
    ObjectNode json = JSON.createObjectNode();
    json.set("many", distances(readings.many()));
    json.set("few", distances(readings.few()));
    return json;
  }

  private static Readings readings(JsonNode json) {
    return new Readings(distances(json.path("many")), distances(json.path("few")));
  }

  private static ObjectNode distances(Distances distances) {
    ObjectNode json = JSON.createObjectNode();
    json.set("of_80", array(distances.of80()));
    json.set("of_90", array(distances.of90()));
    return json;
  }

  private static Distances distances(JsonNode json) {
    return new Distances(array(json.path("of_80")), array(json.path("of_90")));
  }
}
