package io.tidemark.profiles.hooks;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.profiles.Models;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How good the embedded classifier is, on hooks that nothing was chosen by. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class LabelledHooksTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  record Labelled(String type, String hook) {}

  private static TestFoundation stores;
  private static HookTypes types;
  private static HookClassifier classifier;

  @BeforeAll
  static void lay() {
    stores = TestFoundation.lay(new SettableClock(NOON), Map.of());
    types = new HookTypes(stores.pool());
    classifier = Models.of(stores.app()).hooks();
  }

  @AfterAll
  static void close() {
    stores.close();
  }

  @Test
  void sevenOfTenLabelledHooksAreOfTheTypeTheyAreGiven() throws IOException {
    assertThat(accuracy("labelled")).isGreaterThanOrEqualTo(0.70);
  }

  /** What was chosen by these hooks holds at least for them. */
  @Test
  void theDevelopmentSetIsNotWorse() throws IOException {
    assertThat(accuracy("development")).isGreaterThanOrEqualTo(0.70);
  }

  @Test
  void noLabelledHookIsAnExampleOrInBothSets() throws IOException {
    List<String> examples =
        await(types.list()).stream().flatMap(type -> type.examples().stream()).toList();
    List<String> labelled = read("labelled").stream().map(Labelled::hook).toList();
    List<String> development = read("development").stream().map(Labelled::hook).toList();

    assertThat(labelled).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    assertThat(labelled).doesNotContainAnyElementsOf(examples);
    assertThat(labelled).doesNotContainAnyElementsOf(development);
    assertThat(read("labelled").stream().map(Labelled::type).collect(Collectors.toSet()))
        .isEqualTo(await(types.list()).stream().map(HookType::slug).collect(Collectors.toSet()));
  }

  @Test
  void whatIsNoHookIsLeftUnclassified() {
    List<Classified> all =
        await(classifier.classify(await(types.list()), List.of("", "sdfkjh wqe zzx", "🔥🔥🔥")));

    assertThat(all.get(0)).isInstanceOf(Classified.Unclassified.class);
    assertThat(all).noneMatch(one -> one instanceof Classified.Failed);
  }

  @Test
  void aTypeThatWasEditedIsComparedAsItIsNow() {
    String hook = "Sourdough needs a night in the fridge.";
    List<HookType> seeds = await(types.list());
    var recipe =
        new HookType(
            "recipe",
            "Recipe",
            "Says how bread or a cake is baked.",
            List.of(
                "Bread needs flour, water and patience.",
                "A cake needs an hour in the oven.",
                "Dough needs to rest in the fridge.",
                "Sourdough wants time.",
                "This loaf needs a hot oven."));
    var nothing = new HookType("recipe", "Recipe", "About pirates at sea.", List.of("Arr!"));

    assertThat(type(with(seeds, nothing), hook)).isNotEqualTo("recipe");
    assertThat(type(with(seeds, recipe), hook)).isEqualTo("recipe");
  }

  private static List<HookType> with(List<HookType> types, HookType more) {
    List<HookType> all = new ArrayList<>(types);
    all.add(more);
    return all;
  }

  private static String type(List<HookType> types, String hook) {
    return guess(await(classifier.classify(types, List.of(hook))).get(0));
  }

  private static double accuracy(String set) throws IOException {
    List<Labelled> labelled = read(set);
    List<Classified> all =
        await(
            classifier.classify(
                await(types.list()), labelled.stream().map(Labelled::hook).toList()));
    Map<String, Map<String, Integer>> confusion = new TreeMap<>();
    int right = 0;
    int unclassified = 0;
    for (int i = 0; i < labelled.size(); i++) {
      String guess = guess(all.get(i));
      right += guess.equals(labelled.get(i).type()) ? 1 : 0;
      unclassified += guess.equals("unclassified") ? 1 : 0;
      confusion
          .computeIfAbsent(labelled.get(i).type(), first -> new TreeMap<>())
          .merge(guess, 1, Integer::sum);
    }
    System.out.printf(
        "%s: %d of %d hooks right (%.1f %%), %d unclassified, which counts as wrong%n",
        set, right, labelled.size(), 100.0 * right / labelled.size(), unclassified);
    confusion.forEach((type, guesses) -> System.out.printf("  %-12s %s%n", type, guesses));
    return (double) right / labelled.size();
  }

  private static String guess(Classified classified) {
    return switch (classified) {
      case Classified.Typed as -> as.hookType();
      case Classified.Unclassified unclassified -> "unclassified";
      case Classified.Failed failed -> "failed";
      case Classified.NotAsked waiting -> "not asked";
    };
  }

  private static List<Labelled> read(String set) throws IOException {
    try (InputStream in = LabelledHooksTest.class.getResourceAsStream("/hooks/" + set + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\\|", 2))
          .map(parts -> new Labelled(parts[0], parts[1]))
          .toList();
    }
  }
}
