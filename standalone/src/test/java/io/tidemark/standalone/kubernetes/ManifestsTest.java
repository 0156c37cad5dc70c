package io.tidemark.standalone.kubernetes;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.tidemark.boot.AppContext;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.Commands;
import io.tidemark.standalone.process.Role;
import io.tidemark.telemetry.Management;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the manifests name exists: in the code, in the image and in each other. */
class ManifestsTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  private static final Set<String> ROLES =
      Stream.of(Role.values()).map(Role::word).collect(Collectors.toSet());

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyVariableIsASettingWithAValueThatItTakes(String overlay) {
    Manifests manifests = Manifests.of(overlay);

    manifests
        .ownPods()
        .keySet()
        .forEach(
            pod -> {
              var environment = manifests.environment(pod, ImageFile.secrets());
              assertThat(environment.keySet()).allMatch(name -> name.startsWith("TIDEMARK_"));
              assertThat(SettingsReader.of(environment).postgres()).as(pod).isPresent();
            });
  }

  @Test
  void theSecretForTryingHoldsSettings() {
    Manifests dev = Manifests.of("dev");

    Settings settings = SettingsReader.of(dev.one(Secret.class, "tidemark").getStringData());

    assertThat(dev.has("Service", settings.postgres().orElseThrow().url().getHost())).isTrue();
    assertThat(dev.has("Service", settings.redis().orElseThrow().url().getHost())).isTrue();
    assertThat(settings.adminKey()).isPresent();
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyRoleHasADeploymentAndEveryArgumentIsACommand(String overlay) {
    Map<String, PodTemplateSpec> pods = Manifests.of(overlay).ownPods();

    Set<String> arguments = new TreeSet<>();
    pods.forEach(
        (name, pod) -> {
          Container container = only(pod);
          assertThat(container.getCommand()).as("the image's own").isEmpty();
          assertThat(name).isEqualTo("tidemark-" + String.join(" ", container.getArgs()));
          arguments.addAll(container.getArgs());
        });
    assertThat(arguments).containsAll(ROLES).contains("migrate").hasSize(ROLES.size() + 1);
    assertThat(Commands.names()).containsAll(arguments);
    assertThat(pods.values())
        .extracting(pod -> only(pod).getImage())
        .containsOnly("tidemark:0.2.0");
  }

  @Test
  void theMigrationHasASessionOfItsOwnWhereThereIsAPooler() {
    Map<String, String> secrets = new HashMap<>(ImageFile.secrets());
    String direct = "postgresql://tidemark:password@direct.example.com:5432/tidemark";
    secrets.put("TIDEMARK_POSTGRES_DIRECT_URL", direct);

    Map<String, String> environment =
        Manifests.of("production").environment("tidemark-migrate", secrets);

    assertThat(environment).containsEntry("TIDEMARK_POSTGRES_DIRECT_URL", direct);
  }

  @Test
  void portsAreThoseOfTheSettings() {
    Manifests manifests = Manifests.of("production");

    Map<String, String> settings = manifests.one(ConfigMap.class, "tidemark").getData();
    manifests.all(Deployment.class).stream()
        .flatMap(made -> only(made.getSpec().getTemplate()).getPorts().stream())
        .forEach(
            port ->
                assertThat(settings)
                    .containsEntry(
                        switch (port.getName()) {
                          case "http" -> "TIDEMARK_HTTP_PORT";
                          case "management" -> "TIDEMARK_MANAGEMENT_PORT";
                          case "cluster" -> "TIDEMARK_CLUSTER_PORT";
                          case "bus" -> "TIDEMARK_CLUSTER_BUS_PORT";
                          default -> "no setting for " + port.getName();
                        },
                        port.getContainerPort().toString()));
  }

  @Test
  void whatProbesAskIsAnswered() {
    Vertx vertx = Vertx.vertx();
    try {
      int port =
          await(new Management(vertx, AppContext.newMeters()).listen("127.0.0.1", 0)).actualPort();
      var client = vertx.createHttpClient();
      Manifests.of("production").all(Deployment.class).stream()
          .map(made -> only(made.getSpec().getTemplate()))
          .forEach(
              container ->
                  probes(container)
                      .forEach(
                          (path, probe) -> {
                            assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
                            assertThat(probe.getHttpGet().getPort())
                                .isEqualTo(new IntOrString("management"));
                            var asked =
                                client
                                    .request(HttpMethod.GET, port, "127.0.0.1", path)
                                    .compose(request -> request.send());
                            assertThat(await(asked).statusCode()).as(path).isIn(200, 503);
                          }));
    } finally {
      await(vertx.close());
    }
  }

  private static Map<String, Probe> probes(Container container) {
    return Map.of(
        "/health/started", container.getStartupProbe(),
        "/health/live", container.getLivenessProbe(),
        "/health/ready", container.getReadinessProbe());
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void selectorsSelectWhatTheyMean(String overlay) {
    Manifests manifests = Manifests.of(overlay);

    manifests
        .all(Deployment.class)
        .forEach(
            made ->
                assertThat(manifests.selected(made.getSpec().getSelector().getMatchLabels()))
                    .containsOnlyKeys(made.getMetadata().getName()));
    manifests
        .all(PodDisruptionBudget.class)
        .forEach(
            budget ->
                assertThat(manifests.selected(budget.getSpec().getSelector().getMatchLabels()))
                    .containsOnlyKeys(budget.getMetadata().getName()));
    manifests
        .all(HorizontalPodAutoscaler.class)
        .forEach(
            scaler -> {
              var target = scaler.getSpec().getScaleTargetRef();
              assertThat(manifests.has(target.getKind(), target.getName())).isTrue();
              assertThat(replicas(manifests, target.getName())).as("not fought over").isNull();
            });
    manifests
        .all(Keda.ScaledObject.class)
        .forEach(
            scaler -> {
              var target = scaler.spec().scaleTargetRef();
              assertThat(manifests.has(target.kind(), target.name())).isTrue();
              assertThat(replicas(manifests, target.name())).as("not fought over").isNull();
            });
  }

  private static Integer replicas(Manifests manifests, String deployment) {
    return manifests.one(Deployment.class, deployment).getSpec().getReplicas();
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void servicesAndPoliciesNamePortsThatTheirPodsHave(String overlay) {
    Manifests manifests = Manifests.of(overlay);

    manifests
        .all(Service.class)
        .forEach(
            service -> {
              var pods = manifests.selected(service.getSpec().getSelector());
              assertThat(pods).as(service.getMetadata().getName()).isNotEmpty();
              service
                  .getSpec()
                  .getPorts()
                  .forEach(
                      port ->
                          assertThat(pods.values())
                              .allSatisfy(
                                  pod ->
                                      assertThat(names(pod))
                                          .contains(port.getTargetPort().getStrVal())));
            });
    manifests
        .all(NetworkPolicy.class)
        .forEach(
            policy -> {
              var pods = manifests.selected(policy.getSpec().getPodSelector().getMatchLabels());
              assertThat(pods).as(policy.getMetadata().getName()).isNotEmpty();
              policy.getSpec().getIngress().stream()
                  .flatMap(rule -> rule.getPorts().stream())
                  .forEach(
                      port ->
                          assertThat(pods.values())
                              .allSatisfy(
                                  pod ->
                                      assertThat(numbers(pod))
                                          .contains(port.getPort().getIntVal())));
            });
  }

  @Test
  void noPodIsReachableBeyondWhatAPolicyAllows() {
    Manifests manifests = Manifests.of("production");

    NetworkPolicy nothing = manifests.one(NetworkPolicy.class, "tidemark-nothing");

    assertThat(manifests.selected(nothing.getSpec().getPodSelector().getMatchLabels()))
        .containsOnlyKeys(manifests.pods().keySet());
    assertThat(nothing.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(nothing.getSpec().getIngress()).isEmpty();
    assertThat(nothing.getSpec().getEgress()).isEmpty();
  }

  @Test
  void membersAreLookedUpAtTheHeadlessService() {
    Manifests manifests = Manifests.of("production");

    Service service = manifests.one(Service.class, "tidemark-cluster");

    assertThat(manifests.one(ConfigMap.class, "tidemark").getData())
        .containsEntry(
            "TIDEMARK_CLUSTER_DNS",
            "%s.%s.svc.cluster.local"
                .formatted(service.getMetadata().getName(), service.getMetadata().getNamespace()));
    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
    assertThat(manifests.selected(service.getSpec().getSelector()).keySet())
        .isEqualTo(ROLES.stream().map(role -> "tidemark-" + role).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyContainerHasTheLeastRights(String overlay) {
    Manifests manifests = Manifests.of(overlay);

    manifests
        .pods()
        .forEach(
            (name, pod) -> {
              var rights = pod.getSpec().getSecurityContext();
              assertThat(rights.getRunAsNonRoot()).as(name).isTrue();
              assertThat(rights.getRunAsUser()).as(name).isPositive();
              assertThat(rights.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
              assertThat(pod.getSpec().getAutomountServiceAccountToken()).as(name).isFalse();
              Container container = only(pod);
              var own = container.getSecurityContext();
              assertThat(own.getAllowPrivilegeEscalation()).as(name).isFalse();
              assertThat(own.getReadOnlyRootFilesystem()).as(name).isTrue();
              assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
              assertThat(container.getResources().getLimits()).containsKey("memory");
              assertThat(container.getVolumeMounts())
                  .allSatisfy(
                      mount ->
                          assertThat(pod.getSpec().getVolumes())
                              .anyMatch(volume -> volume.getName().equals(mount.getName())));
            });
    manifests
        .ownPods()
        .values()
        .forEach(
            pod -> {
              var rights = pod.getSpec().getSecurityContext();
              assertThat(rights.getRunAsUser() + ":" + rights.getRunAsGroup())
                  .isEqualTo(ImageFile.read().user());
              assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("tidemark");
            });
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void aPodIsReplacedBeforeItGoesAndHasTimeToFinish(String overlay) {
    Manifests manifests = Manifests.of(overlay);

    ROLES.forEach(
        role -> {
          var spec = manifests.one(Deployment.class, "tidemark-" + role).getSpec();
          assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable())
              .isEqualTo(new IntOrString(0));
          var pod = spec.getTemplate().getSpec();
          List<String> waits =
              only(spec.getTemplate()).getLifecycle().getPreStop().getExec().getCommand();
          assertThat(waits.get(0)).isEqualTo("sleep");
          assertThat(pod.getTerminationGracePeriodSeconds())
              .isGreaterThan(Long.parseLong(waits.get(1)) + 20);
        });
  }

  private static Container only(PodTemplateSpec pod) {
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    return pod.getSpec().getContainers().get(0);
  }

  private static List<String> names(PodTemplateSpec pod) {
    return ports(pod).map(ContainerPort::getName).toList();
  }

  private static List<Integer> numbers(PodTemplateSpec pod) {
    return ports(pod).map(ContainerPort::getContainerPort).toList();
  }

  private static Stream<ContainerPort> ports(PodTemplateSpec pod) {
    return only(pod).getPorts().stream();
  }
}
