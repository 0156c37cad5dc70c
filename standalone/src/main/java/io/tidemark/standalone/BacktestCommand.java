package io.tidemark.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.PriceController;
import io.tidemark.forecast.replay.Backtest;
import io.tidemark.forecast.replay.BacktestReport;
import io.tidemark.forecast.replay.SampledCurves;
import io.tidemark.forecast.replay.SharedCalls;
import io.tidemark.standalone.economy.BacktestText;
import io.tidemark.standalone.economy.CurveSet;
import io.tidemark.standalone.economy.FrontierPicture;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.Terminal;
import io.tidemark.tracker.backtest.ClockRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
      "FILE is CSV, compressed by gzip or not, with the header curve,age_seconds,count: cumulative"
          + " counts, each of which holds until the next row of its curve."
    })
final class BacktestCommand extends StartingCommand implements EndingWork {

  @Option(
      names = "--curves",
      required = true,
      paramLabel = "FILE",
      description = "The recorded curves that policies are judged by.")
  private Path curves = Path.of("");

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

  @Option(names = "--per-hour", description = "Tweets per hour, for calls and dollars.")
  private double perHour = 1_000;

  @Option(names = "--lot", description = "Tweets that arrive together.")
  private int lot = 5;

  @Option(
      names = "--coalescing",
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

  @Override
  public Integer call() {
    Duration horizon = horizonOption.value(spec.commandLine());
    check(perHour > 0 && perHour <= 100_000, "--per-hour must be above 0 and at most 100000");
    check(lot >= 1 && lot <= 10_000, "--lot must be from 1 to 10000");
    check(coalescing.compareTo(Duration.ofHours(1)) <= 0, "--coalescing must be at most 1h");
    check(
        prices.stream().allMatch(price -> price > 0 && price <= PriceController.MOST),
        "--price must be above 0 and at most 10");
    OptionFile.requireWritable("--picture", picture, curves, modelFile);
    OptionFile.requireWritable("--picture", picture, train.toArray(Path[]::new));
    StopSignals signals = context.signals().get();
    return CurveSet.inMemory(() -> replay(horizon, signals::check));
  }

  private int replay(Duration horizon, Runnable check) {
    Terminal terminal = terminal();
    show(terminal, "curves");
    CurveSet set = CurveSet.read(curves, train, check);
    show(terminal, "model");
    GrowthModel model =
        modelFile == null
            ? set.model(horizon, seed, check)
            : Horizons.move(OptionFile.model("--model", modelFile), horizon);
    var judged = new SampledCurves(set.judged(), horizon);
    SampledCurves training = set.isTrained() ? new SampledCurves(set.fitted(), horizon) : judged;
    var calls = new SharedCalls(perHour, lot, coalescing, seed);
    BacktestReport report =
        new Backtest(judged, training, model, calls, prices)
            .run(ClockRule.all(training.percentile(0.25)), policy -> show(terminal, policy), check);
    show(terminal, "");
    CurveSet.shorter(curves, set.judged(), horizon).ifPresent(spec.commandLine().getErr()::println);
    if (json) {
      terminal.say(json(report));
    } else {
      terminal.say(heading(set, model));
      terminal.say("");
      BacktestText.of(report).forEach(terminal::say);
    }
    if (picture != null) {
      OptionFile.write("--picture", picture, FrontierPicture.of(report));
    }
    return 0;
  }

  private String heading(CurveSet set, GrowthModel model) {
    String from =
        modelFile != null
            ? modelFile.toString()
            : set.isTrained() ? "learnt from the training curves" : "the shipped one";
    return String.format(
        Locale.ROOT,
        "%,d curves of %s; the model is %s (%,d curves), ladders are fitted to the %s curves.",
        set.judged().size(),
        curves,
        from,
        model.curves(),
        set.isTrained() ? "training" : "judged");
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
