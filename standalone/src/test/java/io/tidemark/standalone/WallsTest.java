package io.tidemark.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Rules over the compiled classes of all modules: which of them may depend on which. */
@AnalyzeClasses(
    packages = "io.tidemark",
    importOptions = {ImportOption.DoNotIncludeTests.class, WallsTest.NoTestJars.class})
class WallsTest {

  /** The modules share test fixtures as jars; the rules are for main classes. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule theTrackerDependsOnNothingAboveIt =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.tracker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tidemark.gateway..", "io.tidemark.standalone..");

  @ArchTest
  static final ArchRule theStudioDependsOnNoModuleBesideOrAboveIt =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.studio..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tidemark.tracker..",
              "io.tidemark.profiles..",
              "io.tidemark.gateway..",
              "io.tidemark.standalone..");

  @ArchTest
  static final ArchRule theProfilesDependOnNoModuleBesideOrAboveThem =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.profiles..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tidemark.tracker..",
              "io.tidemark.studio..",
              "io.tidemark.gateway..",
              "io.tidemark.standalone..");

  @ArchTest
  static final ArchRule commonDependsOnNoOtherModule =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tidemark.clock..",
              "io.tidemark.settings..",
              "io.tidemark.servers..",
              "io.tidemark.postgres..",
              "io.tidemark.redis..",
              "io.tidemark.jobs..",
              "io.tidemark.runs..",
              "io.tidemark.upstream..",
              "io.tidemark.contract..",
              "io.tidemark.counters..",
              "io.tidemark.access..",
              "io.tidemark.telemetry..",
              "io.tidemark.flow..",
              "io.tidemark.budget..",
              "io.tidemark.processes..",
              "io.tidemark.forecast..",
              "io.tidemark.growth..",
              "io.tidemark.boot..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.tidemark.tracker..",
              "io.tidemark.studio..",
              "io.tidemark.profiles..",
              "io.tidemark.gateway..",
              "io.tidemark.standalone..",
              "io.tidemark.simulator..",
              "io.tidemark.stores..");

  @ArchTest
  static final ArchRule theSimulatorDependsOnNoClient =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.simulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tidemark.tracker..", "io.tidemark.gateway..");

  @ArchTest
  static final ArchRule cadenceDecisionsArePure =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.tracker.cadence..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "java.sql..", "io.tidemark.clock..");

  @ArchTest
  static final ArchRule forecastsArePure =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.forecast..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "java.sql..", "io.tidemark.clock..");

  @ArchTest
  static final ArchRule theTrackersPackagesHaveNoCycles =
      slices().matching("io.tidemark.tracker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

  /** A type and those nested in it may depend on each other; two files may not. */
  @ArchTest
  static final ArchRule topLevelTypesHaveNoCycles =
      slices().assignedFrom(new EachTopLevelType()).should().beFreeOfCycles();

  private static final class EachTopLevelType implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return javaClass
          .getEnclosingClass()
          .map(this::getIdentifierOf)
          .orElseGet(() -> SliceIdentifier.of(javaClass.getName()));
    }

    @Override
    public String getDescription() {
      return "each top-level type";
    }
  }

  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "each package";
    }
  }

  @ArchTest
  static final ArchRule theTrackerIsHandedItsTime =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.tracker..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);
}
