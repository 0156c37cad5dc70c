package io.tidemark.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.tidemark.settings.KnownSettings;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.Commands;
import io.tidemark.standalone.process.SimulatedPlatforms;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What {@code compose.yaml} names exists, and is what the manifests name. */
class ComposeTest {

  /** Of the image of PostgreSQL, and no setting of Tidemark. */
  private static final Set<String> FOREIGN = Set.of("POSTGRES_PASSWORD");

  private final Compose compose = Compose.read();

  @Test
  void everyVariableIsASettingWithAValueThatItTakes() {
    assertThat(Compose.variables())
        .allMatch(name -> KnownSettings.names().contains(name) || FOREIGN.contains(name));
    assertThat(running("run")).containsOnlyKeys("tidemark", "simulated");
    running("run")
        .keySet()
        .forEach(
            name -> {
              assertThat(KnownSettings.names()).containsAll(compose.environment(name).keySet());
              Settings settings = SettingsReader.of(compose.environment(name));
              var service = compose.services().get(name);
              assertThat(service.dependencies())
                  .contains(
                      settings.postgres().orElseThrow().url().getHost(),
                      settings.redis().orElseThrow().url().getHost());
              assertThat(settings.adminKey()).isPresent();
              assertThat(settings.webhook().keys()).isNotEmpty();
            });
  }

  @Test
  void imagesAreThoseOfTheManifests() {
    Map<String, PodTemplateSpec> pods = Manifests.of("dev").pods();

    compose
        .services()
        .forEach(
            (name, service) -> {
              if (service.isTidemark()) {
                assertThat(service.image()).as(name).isEqualTo(image(pods, "tidemark-gateway"));
              } else if (name.endsWith("postgres")) {
                assertThat(service.image()).as(name).isEqualTo(image(pods, "tidemark-postgres"));
              } else if (name.endsWith("redis")) {
                assertThat(service.image()).as(name).isEqualTo(image(pods, "tidemark-redis"));
                assertThat(service.command())
                    .isEqualTo(container(pods, "tidemark-redis").getArgs());
              } else {
                assertThat(service.image()).as(name).matches(".+:[0-9].*");
              }
            });
  }

  @Test
  void theImageIsBuiltByOneServiceAndNeverPulled() {
    assertThat(own())
        .hasSize(3)
        .allSatisfy((name, own) -> assertThat(own.pullPolicy()).isEqualTo("never"));
    compose
        .services()
        .forEach(
            (name, service) ->
                assertThat(service.build())
                    .as(name)
                    .isEqualTo(name.equals("tidemark") ? "." : null));
  }

  @Test
  void onlyTheApiIsPublishedAndOnlyOnThisMachine() {
    Set<String> published = new HashSet<>();
    compose
        .services()
        .forEach(
            (name, service) ->
                service
                    .published()
                    .forEach(
                        port -> {
                          String[] parts = port.split(":");
                          assertThat(parts).as(port).hasSize(3);
                          assertThat(parts[0]).isEqualTo("127.0.0.1");
                          assertThat(published.add(parts[1])).as("twice: %s", port).isTrue();
                          assertThat(Integer.parseInt(parts[2]))
                              .isEqualTo(
                                  SettingsReader.of(compose.environment(name)).http().port());
                        }));
    assertThat(published).containsExactlyInAnyOrder("8080", "8090");
  }

  @Test
  void everyCommandIsOneOfTheCommandLine() {
    own().values().forEach(service -> Commands.parse(service.command()));
  }

  @Test
  void whatIsWaitedForExistsAndCanBecomeHealthy() {
    compose
        .services()
        .forEach(
            (name, service) -> {
              var dependsOn =
                  service.dependsOn() == null
                      ? Map.<String, Compose.Condition>of()
                      : service.dependsOn();
              dependsOn.forEach(
                  (other, condition) -> {
                    var waitedFor = compose.services().get(other);
                    assertThat(waitedFor).as("%s of %s", other, name).isNotNull();
                    assertThat(service.isInProfile() || !waitedFor.isInProfile()).isTrue();
                    var check = waitedFor.healthcheck();
                    assertThat(condition.condition())
                        .isEqualTo(
                            check == null || check.disable()
                                ? "service_started"
                                : "service_healthy");
                  });
              List<String> volumes = service.volumes() == null ? List.of() : service.volumes();
              assertThat(compose.volumes().keySet())
                  .containsAll(volumes.stream().map(volume -> volume.split(":")[0]).toList());
            });
  }

  @Test
  void healthIsAskedAsTheImageAsksIt() {
    running("run")
        .values()
        .forEach(
            service -> {
              assertThat(service.healthcheck().test())
                  .isEqualTo(List.of("CMD", ImageFile.read().healthcheck().getFirst()));
              assertThat(service.healthcheck().disable()).isFalse();
            });
  }

  @Test
  void simulatedPlatformsAreWhereTheSimulatorSaysTheyAre() {
    Map<String, String> simulated = new TreeMap<>(compose.environment("simulated"));
    Map<String, String> platforms =
        SimulatedPlatforms.settings("http://simulator:8090", "demo-key");

    simulated.keySet().retainAll(platforms.keySet());

    assertThat(simulated).hasSizeGreaterThanOrEqualTo(6);
    assertThat(platforms).containsAllEntriesOf(simulated);
    assertThat(compose.services().get("simulator").command())
        .containsSubsequence(
            "--speed", compose.environment("simulated").get("TIDEMARK_CLOCK_SPEED"));
  }

  @Test
  void everyContainerOfTidemarkHasTheLeastRights() {
    own()
        .forEach(
            (name, service) -> {
              assertThat(service.readOnly()).as(name).isTrue();
              assertThat(service.capDrop()).as(name).containsExactly("ALL");
              assertThat(service.securityOpt()).as(name).containsExactly("no-new-privileges:true");
              assertThat(service.memLimit()).as(name).isNotNull();
              assertThat(service.tmpfs())
                  .as(name)
                  .allMatch(mount -> mount.startsWith("/tmp:exec,"));
            });
  }

  @Test
  void noEngineMakesVolumesWithoutAName() {
    compose
        .services()
        .forEach(
            (name, service) -> {
              // The folders that the images declare as volumes.
              if (name.endsWith("postgres")) {
                assertThat(mounts(service)).as(name).contains("/var/lib/postgresql");
              } else if (name.endsWith("redis")) {
                assertThat(mounts(service)).as(name).contains("/data");
              }
            });
  }

  private static Set<String> mounts(Compose.Service service) {
    Set<String> mounts = new HashSet<>();
    if (service.tmpfs() != null) {
      service.tmpfs().forEach(mount -> mounts.add(mount.split(":")[0]));
    }
    if (service.volumes() != null) {
      service.volumes().forEach(mount -> mounts.add(mount.split(":")[1]));
    }
    return mounts;
  }

  @Test
  void nothingSimulatedIsStartedAgainAlone() {
    compose
        .services()
        .forEach(
            (name, service) ->
                assertThat(service.restart())
                    .as(name)
                    .isIn(
                        service.isInProfile()
                            ? Arrays.asList("no", null)
                            : List.of("unless-stopped")));
  }

  private Map<String, Compose.Service> own() {
    Map<String, Compose.Service> own = new HashMap<>(compose.services());
    own.values().removeIf(service -> !service.isTidemark());
    return own;
  }

  private Map<String, Compose.Service> running(String command) {
    Map<String, Compose.Service> running = own();
    running.values().removeIf(service -> !service.command().getFirst().equals(command));
    return running;
  }

  private static String image(Map<String, PodTemplateSpec> pods, String pod) {
    return container(pods, pod).getImage();
  }

  private static Container container(Map<String, PodTemplateSpec> pods, String pod) {
    return pods.get(pod).getSpec().getContainers().getFirst();
  }
}
