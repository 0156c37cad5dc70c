package io.tidemark.standalone;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.learning.Calibrator;
import io.tidemark.standalone.economy.CurveSet;
import io.tidemark.standalone.process.StopSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark learn}: makes a model of growth from recorded curves. */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Learns how posts grow from recorded curves: shapes, levels and how far forecasts are off."
          + " The model is JSON; the same curves and seed give the same.",
      "",
      "FILE is CSV, compressed by gzip or not, with the header curve,age_seconds,count: cumulative"
          + " counts, each of which holds until the next row of its curve."
    })
final class LearnCommand extends StartingCommand implements EndingWork {

  @Option(
      names = "--curves",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "The recorded curves.")
  private List<Path> curves = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the model is written; by default it is printed.")
  private @Nullable Path out;

  @Mixin private HorizonOption horizon = new HorizonOption();

  @Option(
      names = "--source",
      paramLabel = "WORDS",
      defaultValue = "curves",
      description = "What forecasts say of where their model came from.")
  private String source = "curves";

  @Option(names = "--seed", description = "The same seed gives the same model.")
  private long seed = 1;

  LearnCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Duration followed = horizon.value(spec.commandLine());
    OptionFile.requireWritable("--out", out, curves.toArray(Path[]::new));
    StopSignals signals = context.signals().get();
    GrowthModel model = CurveSet.inMemory(() -> learnt(followed, signals::check));
    String text = ModelFormat.write(model);
    if (out == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      OptionFile.write("--out", out, text);
      terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "%s: %d shapes, %d levels, from %,d curves.",
                  out,
                  model.shapes(),
                  model.levels(),
                  model.curves()));
    }
    return 0;
  }

  private GrowthModel learnt(Duration followed, Runnable check) {
    List<List<RecordedCurve>> files = new ArrayList<>();
    for (Path file : curves) {
      List<RecordedCurve> read = CurveFile.read(file, check);
      CurveSet.shorter(file, read, followed).ifPresent(spec.commandLine().getErr()::println);
      files.add(read);
    }
    return Calibrator.ofFiles(files, followed, source, seed, check);
  }
}
