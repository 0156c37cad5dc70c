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

/** The few walls of the house that matter. */
@AnalyzeClasses(
    packages = "io.tidemark",
    importOptions = {ImportOption.DoNotIncludeTests.class, WallsTest.NoTestJars.class})
class WallsTest {

  /** The modules share test fixtures as jars, which are no part of the house. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule nobodyCallsBackUp =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.tracker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tidemark.gateway..", "io.tidemark.standalone..");

  @ArchTest
  static final ArchRule theStudioKnowsNobodyBesideOrAbove =
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
  static final ArchRule theProfilesKnowNobodyBesideOrAbove =
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
  static final ArchRule whatAllStandOnKnowsNobody =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tidemark.clock..",
              "io.tidemark.settings..",
              "io.tidemark.postgres..",
              "io.tidemark.redis..",
              "io.tidemark.jobs..",
              "io.tidemark.runs..",
              "io.tidemark.upstream..",
              "io.tidemark.contract..",
              "io.tidemark.access..",
              "io.tidemark.telemetry..",
              "io.tidemark.flow..",
              "io.tidemark.budget..",
              "io.tidemark.processes..",
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
  static final ArchRule theSimulatedPlatformsShareNothingWithTheirClients =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.simulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tidemark.tracker..", "io.tidemark.gateway..");

  @ArchTest
  static final ArchRule decisionsArePure =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.tracker.cadence..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "java.sql..", "io.tidemark.clock..");

  @ArchTest
  static final ArchRule roomsOfTheTrackerFormNoCircle =
      slices().matching("io.tidemark.tracker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesFormNoCircle =
      slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

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
  static final ArchRule timeIsHandedIn =
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
