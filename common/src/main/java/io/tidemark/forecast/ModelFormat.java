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
    putHorizon(json, model.horizon());
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
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException bad) {
      throw new IllegalArgumentException("The model is not JSON.", bad);
    }
    int format = whole(json, "format");
    if (format != VERSION) {
      throw new IllegalArgumentException(
          "The model has the format %d, and this version reads %d.".formatted(format, VERSION));
    }
    double horizon = number(field(json, "horizon_minutes"), "horizon_minutes");
    double[][] shapes = arrays(json, "shapes");
    double[] weights = array(json, "weights");
    double[] levels = array(json, "levels");
    double[] prior = array(json, "prior");
    int curves = whole(json, "curves");
    String source = field(json, "source").asText();
    Calibration calibration =
        json.path("calibration").isMissingNode() || json.path("calibration").isNull()
            ? null
            : calibration(json.path("calibration"));
    try {
      return new GrowthModel(
          Ages.upTo(Ages.ofMinutes(horizon)),
          shapes,
          weights,
          levels,
          prior,
          curves,
          source,
          calibration);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException("The model is bad: %s.".formatted(bad.getMessage()), bad);
    }
  }

  private static Calibration calibration(JsonNode json) {
    return new Calibration(
        whole(json, "curves"), readings(field(json, "still")), readings(field(json, "moved")));
  }

  /** The number that is written for a number. */
  public static double rounded(double number) {
    return new BigDecimal(number).round(DIGITS).doubleValue();
  }

  /** As whole minutes where it has no others; a horizon has milliseconds, and none is lost. */
  private static void putHorizon(ObjectNode json, Duration horizon) {
    if (horizon.equals(Duration.ofMinutes(horizon.toMinutes()))) {
      json.put("horizon_minutes", horizon.toMinutes());
    } else {
      json.put("horizon_minutes", Ages.inMinutes(horizon));
    }
  }

  private static ArrayNode array(double[] numbers) {
    ArrayNode array = JSON.createArrayNode();
    for (double number : numbers) {
      array.add(rounded(number));
    }
    return array;
  }

  private static JsonNode field(JsonNode json, String name) {
    JsonNode field = json.path(name);
    if (field.isMissingNode() || field.isNull()) {
      throw new IllegalArgumentException("The model has no %s.".formatted(name));
    }
    return field;
  }

  private static double number(JsonNode json, String name) {
    if (!json.isNumber() || !Double.isFinite(json.doubleValue())) {
      throw new IllegalArgumentException(
          "The model has %s that are no finite numbers.".formatted(name));
    }
    return json.doubleValue();
  }

  private static int whole(JsonNode json, String name) {
    JsonNode field = field(json, name);
    if (!field.isIntegralNumber() || !field.canConvertToInt()) {
      throw new IllegalArgumentException(
          "The model has a field %s that is no whole number.".formatted(name));
    }
    return field.intValue();
  }

  private static double[] array(JsonNode json, String name) {
    return numbers(field(json, name), name);
  }

  private static double[] numbers(JsonNode json, String name) {
    if (!json.isArray()) {
      throw new IllegalArgumentException("The model has %s that are no list.".formatted(name));
    }
    double[] numbers = new double[json.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(json.get(i), name);
    }
    return numbers;
  }

  private static double[][] arrays(JsonNode json, String name) {
    JsonNode field = field(json, name);
    double[][] rows = new double[field.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = numbers(field.get(i), name);
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
    return new Readings(distances(field(json, "many")), distances(field(json, "few")));
  }

  private static ObjectNode distances(Distances distances) {
    ObjectNode json = JSON.createObjectNode();
    json.set("of_80", array(distances.of80()));
    json.set("of_90", array(distances.of90()));
    return json;
  }

  private static Distances distances(JsonNode json) {
    return new Distances(array(json, "of_80"), array(json, "of_90"));
  }
}
