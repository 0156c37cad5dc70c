package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.BudgetWorld.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.budget.Admission.Admitted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever processes ask in whatever order, with Redis emptied and the clock set back in between:
 * no window is exceeded, on the time that really passed.
 */
@net.jqwik.api.Tag("server")
class BudgetPropertyTest {

  private static final int PROCESSES = 3;
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofMinutes(15);
  private static final Duration APART = Duration.ofMillis(500);
  private static final long MOST_SHORT = 4;
  private static final long MOST_LONG = 60;
  private static final long MOST_OF_A_DAY = 150;
  private static final BudgetPlan PLAN =
      new BudgetPlan(
          List.of(
              Limit.spacing(APART),
              new Limit(new Window.Sliding(SHORT), Unit.REQUESTS, MOST_SHORT),
              new Limit(new Window.Sliding(LONG), Unit.ITEMS, MOST_LONG),
              new Limit(new Window.Day(), Unit.ITEMS, MOST_OF_A_DAY)),
          Prices.NONE);

  sealed interface Step {
    record Ask(int process, int items) implements Step {}

    /** Gives back a part of what was admitted last. */
    record Settle(int process) implements Step {}

    record Forward(Duration by) implements Step {}

    record Back(Duration by) implements Step {}

    record Flush() implements Step {}

    record Present(int process) implements Step {}
  }

  /**
   * @param after the time that had really passed
   */
  private record Event(Duration after, int items) {}

  private static BudgetWorld world;

  @BeforeContainer
  static void lay() {
    world = new BudgetWorld();
  }

  @AfterContainer
  static void close() {
    world.close();
  }

  /** As often as {@code property.tries} of the build says. */
  @Property
  void noInterleavingOfProcessesExceedsAnyWindow(@ForAll("steps") List<Step> steps) {
    world.clock.set(NOON);
    List<Budget> processes = world.processes(PROCESSES, PLAN);
    List<Event> events = new ArrayList<>();
    Map<Long, Long> days = new HashMap<>();
    Map<Integer, Reservation> last = new HashMap<>();
    Duration passed = Duration.ZERO;
    for (Step step : steps) {
      switch (step) {
        case Step.Ask ask -> {
          Admission admission =
              await(
                  processes
                      .get(ask.process())
                      .ask(Cost.items(ask.items()), "tenant " + ask.process()));
          if (admission instanceof Admitted admitted) {
            events.add(new Event(passed, ask.items()));
            last.put(ask.process(), admitted.reservation());
            long day = admitted.reservation().parts().getLast().mark();
            days.merge(day, (long) ask.items(), Long::sum);
          }
        }
        case Step.Settle settle -> {
          Reservation reservation = last.remove(settle.process());
          if (reservation != null) {
            await(
                processes
                    .get(settle.process())
                    .settle(reservation, BillableUsage.items((int) reservation.items())));
          }
        }
        case Step.Forward forward -> {
          world.clock.advance(forward.by());
          passed = passed.plus(forward.by());
        }
        case Step.Back back -> world.clock.advance(back.by().negated());
        case Step.Flush flush -> world.flush();
        case Step.Present present -> await(processes.get(present.process()).present());
      }
    }

    assertThat(most(events, APART, false)).as("in half a second").isLessThanOrEqualTo(1);
    assertThat(most(events, SHORT, false)).as("in ten seconds").isLessThanOrEqualTo(MOST_SHORT);
    assertThat(most(events, LONG, true)).as("in 15 minutes").isLessThanOrEqualTo(MOST_LONG);
    assertThat(days.values()).as("in a day").allMatch(day -> day <= MOST_OF_A_DAY);
    assertThat(world.app.number("select count(*) from budget_usage where reserved > allowed"))
        .isZero();

    // It is a limit and not a lock: after the windows have passed, the next day admits again. The
    // first ask may learn that the clock was set back by days, and waits for a window with nothing
    // in it; a window is counted in 60 slices and leaves with the last of them.
    world.clock.advance(Duration.ofDays(3));
    BudgetWorld.present(processes);
    await(processes.getFirst().ask(Cost.items(1), ""));
    world.clock.advance(LONG.plus(LONG.dividedBy(60)));
    assertThat(await(processes.getFirst().ask(Cost.items(1), ""))).isInstanceOf(Admitted.class);
  }

  /** The most of any window of that length, its end excluded, wherever it begins. */
  private static long most(List<Event> events, Duration length, boolean items) {
    long most = 0;
    for (int first = 0; first < events.size(); first++) {
      Duration end = events.get(first).after().plus(length);
      long sum = 0;
      for (int i = first; i < events.size(); i++) {
        if (events.get(i).after().compareTo(end) < 0) {
          sum += items ? events.get(i).items() : 1;
        }
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> process = Arbitraries.integers().between(0, PROCESSES - 1);
    Arbitrary<Step> ask =
        process.flatMap(
            who -> Arbitraries.integers().between(1, 25).map(items -> new Step.Ask(who, items)));
    Arbitrary<Step> shortly =
        Arbitraries.integers().between(1, 4_000).map(ms -> new Step.Forward(Duration.ofMillis(ms)));
    Arbitrary<Step> later =
        Arbitraries.integers()
            .between(1, 40)
            .map(minutes -> new Step.Forward(Duration.ofMinutes(minutes)));
    Arbitrary<Step> muchLater =
        Arbitraries.integers().between(1, 30).map(h -> new Step.Forward(Duration.ofHours(h)));
    Arbitrary<Step> back =
        Arbitraries.oneOf(
                Arbitraries.integers().between(1, 20_000).map(Duration::ofMillis),
                Arbitraries.of(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(2)))
            .map(Step.Back::new);
    return Arbitraries.frequencyOf(
            Tuple.of(30, ask),
            Tuple.of(20, shortly),
            Tuple.of(4, later),
            Tuple.of(1, muchLater),
            Tuple.of(2, back),
            Tuple.of(2, Arbitraries.just(new Step.Flush())),
            Tuple.of(4, process.map(Step.Present::new)),
            Tuple.of(4, process.map(Step.Settle::new)))
        .list()
        .ofMinSize(10)
        .ofMaxSize(120);
  }

  /** What the property is about, in one row, so that it cannot pass by admitting nothing. */
  @net.jqwik.api.Example
  void aSteadyStreamIsAdmittedNearlyWhole() {
    Instant start = Instant.parse("2026-06-01T12:00:00Z");
    world.clock.set(start);
    List<Budget> processes =
        world.processes(
            PROCESSES,
            new BudgetPlan(
                List.of(new Limit(new Window.Sliding(SHORT), Unit.REQUESTS, MOST_SHORT * 10)),
                Prices.NONE));
    int admitted = 0;
    for (int ask = 0; ask < 6_000; ask++) {
      world.clock.set(start.plusMillis(100L * ask / 10));
      if (await(processes.get(ask % PROCESSES).ask(Cost.request(), "")) instanceof Admitted) {
        admitted++;
      }
    }
    assertThat(admitted).isBetween((int) (240 * 0.97), 240);
  }
}
