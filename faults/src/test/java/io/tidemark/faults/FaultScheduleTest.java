package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.faults.Fault.KillTracker;
import io.tidemark.faults.FaultSchedule.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FaultScheduleTest {

  private static final int KINDS = 24;

  @Property(tries = 200)
  void theSameSeedMakesTheSamePlan(@ForAll long seed) {
    assertThat(FaultSchedule.draw(seed, SuiteProfile.full()))
        .isEqualTo(FaultSchedule.draw(seed, SuiteProfile.full()));
  }

  @Property(tries = 200)
  void anotherSeedMakesAnotherPlan(@ForAll long seed) {
    assertThat(FaultSchedule.draw(seed, SuiteProfile.full()).steps())
        .isNotEqualTo(FaultSchedule.draw(seed + 1, SuiteProfile.full()).steps());
  }

  @Property(tries = 200)
  void theFullProfileKillsThirtyTimesAndHasAllKinds(@ForAll long seed) {
    List<Step> steps = FaultSchedule.draw(seed, SuiteProfile.full()).steps();

    assertThat(steps.stream().filter(step -> step.fault() instanceof KillTracker).count())
        .isGreaterThanOrEqualTo(30);
    assertThat(steps.stream().map(step -> step.fault().label()).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(KINDS - 1);
  }

  @Property(tries = 200)
  void theBriefProfileHasTheRequiredFaults(@ForAll long seed) {
    assertThat(FaultSchedule.draw(seed, SuiteProfile.brief()).steps())
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
    SuiteProfile profile = SuiteProfile.night(faults);
    FaultSchedule plan = FaultSchedule.draw(seed, profile);

    assertThat(plan.steps()).hasSize(faults);
    assertThat(plan.steps()).extracting(Step::at).isSorted();
    assertThat(plan.steps())
        .allMatch(
            step -> !step.at().isNegative() && step.at().compareTo(profile.faultPeriod()) <= 0);
  }

  @Property(tries = 200)
  void freezesAndCutsLastLongerThanTheLease(@ForAll long seed) {
    Duration lease = SuiteProfile.full().lease();
    for (Step step : FaultSchedule.draw(seed, SuiteProfile.full()).steps()) {
      if (step.fault() instanceof Fault.FreezeTracker freeze) {
        assertThat(freeze.length()).isGreaterThan(lease);
      }
      if (step.fault() instanceof Fault.CutOff cut) {
        assertThat(cut.length()).isGreaterThan(lease);
      }
    }
  }
}
