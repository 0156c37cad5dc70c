package io.tidemark.profiles.hooks;

import io.tidemark.profiles.embeddings.UnitVector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts that hooks are compared with: the description of each type, and its examples. The score
 * of a type is the mean similarity of its nearest exemplars, in meaning and in form. A feature of
 * form weighs more the rarer it is among all examples.
 */
final class Exemplars {

  /**
   * @param isExample false for a description, which is compared in meaning only
   */
  record Exemplar(String slug, String text, boolean isExample) {}

  /** Tuned on the development set and by leave-one-out on the examples, like the next two. */
  private static final double FORM = 0.4;

  private static final int NEAREST = 5;
  private static final double TEMPERATURE = 0.04;

  private final List<Exemplar> exemplars;
  private final List<float[]> meanings;
  private final List<float[]> forms;
  private final double[] weights;

  Exemplars(List<Exemplar> exemplars, List<float[]> meanings) {
    this.exemplars = exemplars;
    this.meanings = meanings;
    this.weights = weights(exemplars);
    this.forms = exemplars.stream().map(exemplar -> form(exemplar.text())).toList();
  }

  static List<Exemplar> of(List<HookType> types) {
    return types.stream()
        .flatMap(
            type ->
                java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(
                        new Exemplar(type.slug(), type.name() + ": " + type.description(), false)),
                    type.examples().stream()
                        .filter(example -> !example.isBlank())
                        .map(example -> new Exemplar(type.slug(), example, true))))
        .toList();
  }

  /** The most similar type with its confidence, which is a softmax over all types. */
  Map.Entry<String, Double> nearest(String hook, float[] meaning) {
    float[] form = form(hook);
    Map<String, double[]> similarities = new HashMap<>();
    for (int i = 0; i < exemplars.size(); i++) {
      double alike =
          (1 - FORM) * UnitVector.cosine(meaning, meanings.get(i))
              + (exemplars.get(i).isExample() ? FORM * UnitVector.cosine(form, forms.get(i)) : 0);
      similarities.merge(exemplars.get(i).slug(), new double[] {alike}, Exemplars::both);
    }
    Map<String, Double> scores = new HashMap<>();
    similarities.forEach((slug, all) -> scores.put(slug, meanOfNearest(all)));
    Map.Entry<String, Double> best =
        scores.entrySet().stream()
            .max(
                Map.Entry.<String, Double>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .orElseThrow(() -> new IllegalArgumentException("there are no types of hooks"));
    double all =
        scores.values().stream()
            .mapToDouble(score -> Math.exp((score - best.getValue()) / TEMPERATURE))
            .sum();
    return Map.entry(best.getKey(), 1 / all);
  }

  private static double[] both(double[] some, double[] more) {
    double[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private static double meanOfNearest(double[] similarities) {
    return Arrays.stream(similarities)
        .boxed()
        .sorted(Comparator.reverseOrder())
        .limit(NEAREST)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  private static double[] weights(List<Exemplar> exemplars) {
    List<boolean[]> examples =
        exemplars.stream()
            .filter(Exemplar::isExample)
            .map(exemplar -> HookFeatures.of(exemplar.text()))
            .toList();
    double[] weights = new double[HookFeatures.size()];
    for (int feature = 0; feature < weights.length; feature++) {
      int at = feature;
      long having = examples.stream().filter(form -> form[at]).count();
      weights[feature] = Math.sqrt(Math.log((examples.size() + 2.0) / (having + 1.0)));
    }
    return weights;
  }

  /** A vector of length one; of length zero for a text without any feature. */
  private float[] form(String text) {
    boolean[] has = HookFeatures.of(text);
    float[] form = new float[has.length];
    boolean any = false;
    for (int i = 0; i < has.length; i++) {
      form[i] = has[i] ? (float) weights[i] : 0;
      any |= form[i] > 0;
    }
    return any ? UnitVector.of(form) : form;
  }
}
