package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.faults.Fault.KillTracker;
import io.tidemark.faults.Plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlanTest {

  private static final int KINDS = 24;

  @Property(tries = 200)
  void theSameSeedMakesTheSamePlan(@ForAll long seed) {
    assertThat(Plan.draw(seed, Form.full())).isEqualTo(Plan.draw(seed, Form.full()));
  }

  @Property(tries = 200)
  void anotherSeedMakesAnotherPlan(@ForAll long seed) {
    assertThat(Plan.draw(seed, Form.full()).steps())
        .isNotEqualTo(Plan.draw(seed + 1, Form.full()).steps());
  }

  @Property(tries = 200)
  void theFullFormKillsThirtyTimesAndLeavesNoKindOut(@ForAll long seed) {
    List<Step> steps = Plan.draw(seed, Form.full()).steps();

    assertThat(steps.stream().filter(step -> step.fault() instanceof KillTracker).count())
        .isGreaterThanOrEqualTo(30);
    assertThat(steps.stream().map(step -> step.fault().label()).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(KINDS - 1);
  }

  @Property(tries = 200)
  void theBriefFormHasWhatEveryBuildMustSee(@ForAll long seed) {
    assertThat(Plan.draw(seed, Form.brief()).steps())
        .extracting(step -> step.fault().label())
        .contains(
            "kill tracker",
            "flush redis",
            "restart postgres",
            "poison tweets",
            "foreign reader",
            "restore redis")
        .anyMatch(label -> label.startsWith("upstream "));
  }

  @Property(tries = 200)
  void everythingHappensInOrderAndInTime(
      @ForAll long seed, @ForAll @IntRange(min = 10, max = 2_000) int faults) {
    Form form = Form.night(faults);
    Plan plan = Plan.draw(seed, form);

    assertThat(plan.steps()).hasSize(faults);
    assertThat(plan.steps()).extracting(Step::at).isSorted();
    assertThat(plan.steps())
        .allMatch(step -> !step.at().isNegative() && step.at().compareTo(form.lasting()) <= 0);
  }

  @Property(tries = 200)
  void silenceLastsLongerThanTheLease(@ForAll long seed) {
    Duration lease = Form.full().lease();
    for (Step step : Plan.draw(seed, Form.full()).steps()) {
      if (step.fault() instanceof Fault.FreezeTracker freeze) {
        assertThat(freeze.length()).isGreaterThan(lease);
      }
      if (step.fault() instanceof Fault.CutOff cut) {
        assertThat(cut.length()).isGreaterThan(lease);
      }
    }
  }
}
