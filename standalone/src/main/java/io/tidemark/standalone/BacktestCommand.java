package io.tidemark.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.PriceController;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.replay.Backtest;
import io.tidemark.forecast.replay.BacktestReport;
import io.tidemark.forecast.replay.SampledCurves;
import io.tidemark.forecast.replay.SharedCalls;
import io.tidemark.postgres.Postgres;
import io.tidemark.postgres.PostgresCheck;
import io.tidemark.settings.Settings;
import io.tidemark.standalone.StoreShellCommand.Client;
import io.tidemark.standalone.economy.BacktestText;
import io.tidemark.standalone.economy.CurveSet;
import io.tidemark.standalone.economy.FrontierPicture;
import io.tidemark.standalone.economy.LiveZone;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.Terminal;
import io.tidemark.tracker.backtest.ClockRule;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tidemark backtest}: replays polling policies on recorded curves. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Replays policies on recorded curves and says what each polls, costs and misses: HOURLY_LOT,"
          + " AGE_TIER, fixed ladders of 2 to 8 polls, and ADAPTIVE at ten prices and three"
          + " weights.",
      "",
      "The curves are those of a file, or of the sampled tweets of a zone in the database:"
          + " TIDEMARK_POSTGRES_URL, or the embedded one of a running process.",
      "",
      "FILE is CSV, compressed by gzip or not, with the header curve,age_seconds,count: cumulative"
          + " counts, each of which holds until the next row of its curve."
    })
final class BacktestCommand extends StartingCommand implements EndingWork {

  private static final String PER_HOUR = "--per-hour";
  private static final String LOT = "--lot";
  private static final String COALESCING = "--coalescing";
  private static final int MOST_PER_HOUR = 100_000;
  private static final int MOST_IN_A_LOT = 10_000;
  private static final int CONNECTIONS = 2;

  @Option(
      names = "--curves",
      paramLabel = "FILE",
      description = "The recorded curves that policies are judged by.")
  private @Nullable Path curves;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "In place of a file, the curves of the zone's sampled tweets whose horizon has ended."
              + " The model is the one in force for the zone; the horizon, the tweets per hour and"
              + " in a lot, and the prices are the zone's.")
  private @Nullable String zone;

  @Option(
      names = "--all-tweets",
      description =
          "With --zone, the curves of all its tweets with at least 8 readings up to the horizon,"
              + " sampled or not.")
  private boolean allTweets;

  @Option(
      names = "--train",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "The curves that the model is learnt from and ladders are fitted to. If the judged file is"
              + " among them, every second curve of each is for training, and the others of the"
              + " judged file are judged. By default the shipped model is used and ladders are"
              + " fitted to the judged curves.")
  private List<Path> train = List.of();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model that learn wrote, in place of the shipped one and of learning.")
  private @Nullable Path modelFile;

  @Option(
      names = "--price",
      arity = "1..*",
      paramLabel = "PRICE",
      description =
          "A price of a poll, at which ADAPTIVE is replayed with each weight beside the ten.")
  private List<Double> prices = List.of();

  @Mixin private HorizonOption horizonOption = new HorizonOption();

  @Option(names = PER_HOUR, description = "Tweets per hour, for calls and dollars.")
  private double perHour = 1_000;

  @Option(names = LOT, description = "Tweets that arrive together.")
  private int lot = 5;

  @Option(
      names = COALESCING,
      converter = DurationOption.class,
      defaultValue = "60s",
      description = "How long a poll waits for others to share its call.")
  private Duration coalescing = Duration.ofMinutes(1);

  @Option(names = "--seed", description = "The same seed gives the same result.")
  private long seed = 1;

  @Option(
      names = "--picture",
      paramLabel = "FILE.svg",
      description = "Draws the errors over the polls.")
  private @Nullable Path picture;

  @Option(names = "--json", description = "Prints one JSON object instead of tables.")
  private boolean json;

  BacktestCommand(CommandContext context) {
    super(context);
  }

  /**
   * What is judged, and by which model.
   *
   * @param name of the curves
   * @param modelName what the model is
   * @param calls what polls cost
   */
  private record Judged(
      String name,
      CurveSet set,
      Duration horizon,
      GrowthModel model,
      String modelName,
      SharedCalls calls) {}

  @Override
  public Integer call() {
    check((curves == null) != (zone == null), "exactly one of --curves and --zone must be given");
    check(zone != null || !allTweets, "--all-tweets needs --zone");
    check(
        zone == null || !isGiven(HorizonOption.NAME),
        "--horizon is the zone's where --zone is given");
    check(perHour > 0 && perHour <= MOST_PER_HOUR, "--per-hour must be above 0 and at most 100000");
    check(lot >= 1 && lot <= MOST_IN_A_LOT, "--lot must be from 1 to 10000");
    check(coalescing.compareTo(Duration.ofHours(1)) <= 0, "--coalescing must be at most 1h");
    check(
        prices.stream().allMatch(price -> price > 0 && price <= PriceController.MOST),
        "--price must be above 0 and at most 10");
    OptionFile.requireWritable("--picture", picture, curves, modelFile);
    OptionFile.requireWritable("--picture", picture, train.toArray(Path[]::new));
    StopSignals signals = context.signals().get();
    return CurveSet.inMemory(() -> replay(signals));
  }

  private int replay(StopSignals signals) {
    Terminal terminal = terminal();
    show(terminal, "curves");
    Judged of =
        zone != null
            ? ofZone(zone, signals)
            : ofFile(Objects.requireNonNull(curves), terminal, signals);
    CurveSet set = of.set();
    var judged = new SampledCurves(set.judged(), of.horizon());
    SampledCurves training =
        set.isTrained() ? new SampledCurves(set.fitted(), of.horizon()) : judged;
    BacktestReport report =
        new Backtest(judged, training, of.model(), of.calls(), prices)
            .run(
                ClockRule.all(training.percentile(0.25)),
                policy -> show(terminal, policy),
                signals::check);
    show(terminal, "");
    if (curves != null) {
      CurveSet.shorter(curves, set.judged(), of.horizon())
          .ifPresent(spec.commandLine().getErr()::println);
    }
    if (json) {
      terminal.say(json(report));
    } else {
      terminal.say(heading(of));
      terminal.say("");
      BacktestText.of(report).forEach(terminal::say);
    }
    if (picture != null) {
      OptionFile.write("--picture", picture, FrontierPicture.of(report));
    }
    return 0;
  }

  private Judged ofFile(Path file, Terminal terminal, StopSignals signals) {
    Duration horizon = horizonOption.value(spec.commandLine());
    CurveSet set = CurveSet.read(file, train, signals::check);
    show(terminal, "model");
    return judged(
        file.toString(),
        set,
        horizon,
        ShippedModel.tweets(),
        "the shipped one",
        new SharedCalls(perHour, lot, coalescing, seed),
        signals);
  }

  private Judged ofZone(String id, StopSignals signals) {
    Settings settings = settings();
    LiveZone live = live(id, settings, signals);
    var calls =
        new SharedCalls(
            isGiven(PER_HOUR) ? perHour : Math.min(MOST_PER_HOUR, live.arrivals().tweetsPerHour()),
            isGiven(LOT) ? lot : (int) Math.min(MOST_IN_A_LOT, Math.round(live.arrivals().lot())),
            isGiven(COALESCING) ? coalescing : settings.tracker().coalescing(),
            settings.budgets().twitterapi().pricePerTweetUsd(),
            settings.budgets().x().pricePerPostUsd(),
            seed);
    return judged(
        "zone " + id,
        CurveSet.of(live.curves(), train, signals::check),
        live.horizon(),
        live.model(),
        "the one in force for the zone",
        calls,
        signals);
  }

  private LiveZone live(String id, Settings settings, StopSignals signals) {
    var postgres = new Settings.Postgres(StoreShellCommand.url(Client.PSQL, settings), CONNECTIONS);
    Vertx vertx = Vertx.vertx();
    try {
      signals.await(PostgresCheck.run(vertx, postgres));
      return signals.await(LiveZone.read(Postgres.pool(vertx, postgres), id, allTweets));
    } finally {
      MainThread.await(vertx.close());
    }
  }

  /**
   * @param otherwise the model where none is given, nor curves to learn one from
   */
  private Judged judged(
      String name,
      CurveSet set,
      Duration horizon,
      GrowthModel otherwise,
      String otherwiseName,
      SharedCalls calls,
      StopSignals signals) {
    GrowthModel model = otherwise;
    String modelName = otherwiseName;
    if (modelFile != null) {
      model = OptionFile.model("--model", modelFile);
      modelName = modelFile.toString();
    } else if (set.isTrained()) {
      model = set.learnt(horizon, seed, signals::check);
      modelName = "learnt from the training curves";
    }
    return new Judged(name, set, horizon, Horizons.move(model, horizon), modelName, calls);
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private static String heading(Judged of) {
    return String.format(
        Locale.ROOT,
        "%,d curves of %s; the model is %s (%,d curves), ladders are fitted to the %s curves.",
        of.set().judged().size(),
        of.name(),
        of.modelName(),
        of.model().curves(),
        of.set().isTrained() ? "training" : "judged");
  }

  /** On a terminal alone, in place; elsewhere the result is all that is printed. */
  private void show(Terminal terminal, String step) {
    if (terminal.redraws() && !json) {
      terminal.out().print(step.isEmpty() ? "\r\033[2K" : "\r\033[2K  " + step + " …");
      terminal.out().flush();
    }
  }

  private static String json(BacktestReport report) {
    try {
      return JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build()
          .writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of numbers cannot be written", e);
    }
  }

  private void check(boolean good, String sentence) {
    if (!good) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }
}
