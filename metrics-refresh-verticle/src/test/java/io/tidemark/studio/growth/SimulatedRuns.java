package io.tidemark.studio.growth;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.choice.Candidate;
import io.tidemark.forecast.choice.Places;
import io.tidemark.forecast.choice.Worth;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.curves.SparseCurves;
import io.tidemark.settings.SettingsReader;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.posts.RefreshCadence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * An account whose posts are drawn from a model, and runs over it every six hours that end when
 * their calls are used up.
 */
final class SimulatedRuns {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final StudioSettings SETTINGS = SettingsReader.of(Map.of()).studio();
  private static final int WARM_UP_DAYS = 30;

  /**
   * What came out after the first month.
   *
   * @param shown the area between the true counts and the last known ones, as a part of that below
   *     the true ones
   * @param mean the mean of the same over posts
   * @param callsOfRun posts read in a run, on average
   * @param longestUnread the longest time for which a post of the window was not read, in days
   */
  record Result(double shown, double mean, double callsOfRun, double longestUnread) {}

  private static final class Post {
    final Instant at;
    final double[] counts;
    final List<Reading> readings = new ArrayList<>();
    @Nullable Belief belief;
    @Nullable Instant read;
    long known;
    double missed;
    double area;

    Post(Instant at, double[] counts) {
      this.at = at;
      this.counts = counts;
    }
  }

  private final GrowthModel truth;
  private final Ages ages;
  private final @Nullable GrowthModel model;
  private final double share;
  private final List<Post> posts = new ArrayList<>();

  /**
   * @param model null for the classes of age
   * @param share of the calls that the classes would make, which is what the runs can make
   */
  SimulatedRuns(GrowthModel truth, @Nullable GrowthModel model, double share) {
    this.truth = truth;
    this.ages = truth.ages();
    this.model = model;
    this.share = share;
  }

  Result run(double postsADay, int days, long seed) {
    var random = new SplittableRandom(seed);
    posts.clear();
    for (double day = 0; day < days; day -= Math.log(1 - random.nextDouble()) / postsADay) {
      posts.add(new Post(BEGIN.plusMillis((long) (day * 86_400_000)), drawn(random)));
    }
    Instant end = BEGIN.plus(Duration.ofDays(days));
    Instant warm = BEGIN.plus(Duration.ofDays(WARM_UP_DAYS));
    double budget = 0;
    double unread = 0;
    int calls = 0;
    int runs = 0;
    for (Instant now = BEGIN; now.isBefore(end); now = now.plus(SETTINGS.every())) {
      RefreshCadence fresh = RefreshCadence.at(now, SETTINGS, false);
      List<Post> window =
          posts.stream()
              .filter(
                  post -> !post.at.isAfter(fresh.now()) && !post.at.isBefore(fresh.windowFrom()))
              .sorted(Comparator.comparing((Post post) -> post.at).reversed())
              .toList();
      double places = window.stream().mapToDouble(post -> fresh.places(post.at)).sum();
      budget = Math.min(budget, 1) + share * places;
      List<Post> due = model == null ? ofTheClasses(window, fresh) : chosen(window, places, fresh);
      int most = (int) Math.min(budget, due.size());
      due.subList(0, most).forEach(post -> read(post, fresh.now()));
      budget -= most;
      if (!now.isBefore(warm)) {
        runs++;
        calls += most;
        for (Post post : window) {
          Instant last = post.read == null ? post.at : post.read;
          unread = Math.max(unread, Duration.between(last, now).toMinutes() / 1_440.0);
        }
        for (Instant hour = now;
            hour.isBefore(now.plus(SETTINGS.every()));
            hour = hour.plus(Duration.ofHours(1))) {
          measure(hour);
        }
      }
    }
    double missed = posts.stream().mapToDouble(post -> post.missed).sum();
    double area = posts.stream().mapToDouble(post -> post.area).sum();
    double mean =
        posts.stream()
            .filter(post -> post.area > 0)
            .mapToDouble(post -> post.missed / post.area)
            .average()
            .orElse(0);
    return new Result(missed / area, mean, (double) calls / runs, unread);
  }

  /** The curves that the runs recorded and from which is learnt. */
  List<RecordedCurve> curves() {
    return posts.stream()
        .map(post -> post.readings)
        .filter(
            readings ->
                !readings.isEmpty() && SparseCurves.isEnough(readings, SparseCurves.LEAST_COVERED))
        .map(readings -> SparseCurves.of("drawn", readings, truth.horizon()))
        .toList();
  }

  private static List<Post> ofTheClasses(List<Post> window, RefreshCadence fresh) {
    return window.stream()
        .filter(
            post ->
                post.read == null
                    || !post.at.isBefore(fresh.freshFrom())
                    || !post.read.isAfter(
                        post.at.isAfter(fresh.settledUntil())
                            ? fresh.middleReadBy()
                            : fresh.settledReadBy()))
        .toList();
  }

  private List<Post> chosen(List<Post> window, double places, RefreshCadence fresh) {
    Map<Long, Post> byId = new HashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (Post post : window) {
      long id = byId.size();
      byId.put(id, post);
      Belief belief = post.belief == null ? Belief.prior(model) : post.belief;
      candidates.add(
          new Candidate(
              id,
              post.read == null,
              Duration.between(post.read == null ? post.at : post.read, fresh.now()),
              Worth.of(belief, Duration.between(post.at, fresh.now()))));
    }
    return Places.fill(candidates, (int) Math.ceil(places), fresh.longest()).stream()
        .map(byId::get)
        .toList();
  }

  private void read(Post post, Instant now) {
    Duration age = Duration.between(post.at, now);
    var reading = new Reading(age, (long) count(post, age));
    post.readings.add(reading);
    post.read = now;
    post.known = reading.count();
    if (model != null) {
      post.belief = (post.belief == null ? Belief.prior(model) : post.belief).after(reading);
    }
  }

  private void measure(Instant now) {
    for (Post post : posts) {
      Duration age = Duration.between(post.at, now);
      if (!age.isNegative() && age.compareTo(truth.horizon()) <= 0) {
        double count = count(post, age);
        post.missed += count - post.known;
        post.area += count;
      }
    }
  }

  private double[] drawn(SplittableRandom random) {
    int shape = drawn(truth.shapes(), truth::weight, random);
    double level = truth.level(drawn(truth.levels(), truth::prior, random));
    double[] counts = new double[ages.size()];
    for (int age = 1; age < counts.length; age++) {
      double mean =
          level
              * (truth.share(shape, ages.minutes(age)) - truth.share(shape, ages.minutes(age - 1)));
      double increment = Math.log(1 - random.nextDouble()) / (Math.log(mean) - Math.log1p(mean));
      counts[age] = counts[age - 1] + Math.floor(increment);
    }
    return counts;
  }

  private static int drawn(int size, IntToDoubleFunction weight, SplittableRandom random) {
    double left = random.nextDouble();
    int index = 0;
    while (index + 1 < size && left >= weight.applyAsDouble(index)) {
      left -= weight.applyAsDouble(index);
      index++;
    }
    return index;
  }

  /** Straight between the ages of the model. */
  private double count(Post post, Duration age) {
    double minutes = Ages.inMinutes(age);
    int after = 1;
    while (after + 1 < ages.size() && ages.minutes(after) < minutes) {
      after++;
    }
    double start = ages.minutes(after - 1);
    double part = Math.min(1, (minutes - start) / (ages.minutes(after) - start));
    return post.counts[after - 1] + part * (post.counts[after] - post.counts[after - 1]);
  }
}
