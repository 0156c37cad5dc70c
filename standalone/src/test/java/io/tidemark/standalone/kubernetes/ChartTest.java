package io.tidemark.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.tidemark.settings.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart gives what the overlays give: this test is what keeps the two equal. */
class ChartTest {

  private static final String MIGRATION = "Job/tidemark-migrate";
  private static final String MONITORED = "monitoring: {enabled: true}";

  private static final String EVERYTHING =
      """
      image: {tag: "0.9.9", pullSecrets: [{name: registry}]}
      existingSecret: vault
      settings: {TIDEMARK_HTTP_TRUSTED_HOPS: "1"}
      roles:
        gateway:
          extraEnv: [{name: TIDEMARK_REDIS_CA_FILE, value: /ca/redis.pem}]
          extraVolumes: [{name: ca, configMap: {name: ca}}]
          extraVolumeMounts: [{name: ca, mountPath: /ca}]
          podAnnotations: {team: social}
          nodeSelector: {disk: fast}
          tolerations: [{key: spot, operator: Exists}]
        tracker: {keda: {enabled: true}}
      ingress:
        enabled: true
        className: nginx
        hosts: [tidemark.example.com]
        tls: [{secretName: tls, hosts: [tidemark.example.com]}]
      networkPolicy:
        postgresPort: 6432
        extraEgress: [{ports: [{port: 6380}]}]
      monitoring: {enabled: true, labels: {release: prometheus}}
      """;

  @TempDir private static Path folder;
  private static Chart chart;

  @BeforeAll
  static void copy() {
    chart = new Chart(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"production | {}", "production-keda | roles: {tracker: {keda: {enabled: true}}}"})
  void itGivesWhatTheOverlayGives(String overlay, String values) {
    Map<String, JsonNode> theirs =
        Kustomization.render(Manifests.FOLDER.resolve("overlays").resolve(overlay));
    Map<String, JsonNode> ours = chart.render("tidemark", values);

    assertThat(withoutWhatIsMeantToDiffer(ours))
        .containsExactlyInAnyOrderEntriesOf(withoutWhatIsMeantToDiffer(theirs));
  }

  /**
   * Helm's own labels, whose image it is, the mark of changed settings, and that a hook has no
   * account of the chart.
   */
  private static Map<String, JsonNode> withoutWhatIsMeantToDiffer(Map<String, JsonNode> objects) {
    Map<String, JsonNode> rest = new TreeMap<>(objects);
    rest.replaceAll(
        (key, object) -> {
          ObjectNode copy = object.deepCopy();
          remove(copy, "/metadata/labels", "app.kubernetes.io/managed-by");
          remove(copy, "/metadata/labels", "app.kubernetes.io/version");
          remove(copy, "/metadata/labels", "helm.sh/chart");
          String pod = "/spec/template";
          remove(copy, pod + "/spec/containers/0", "image");
          remove(copy, pod + "/spec/containers/0", "imagePullPolicy");
          if (copy.at(pod + "/metadata/annotations").size() == 1) {
            remove(copy, pod + "/metadata/annotations", "tidemark.io/settings");
            remove(copy, pod + "/metadata", "annotations");
          }
          if (key.equals(MIGRATION)) {
            remove(copy, "/metadata", "annotations");
            remove(copy, pod + "/spec", "serviceAccountName");
          }
          return copy;
        });
    return rest;
  }

  private static void remove(JsonNode object, String where, String field) {
    if (object.at(where) instanceof ObjectNode node) {
      node.remove(field);
    }
  }

  @Test
  void itsImageIsTheReleasedOneOfItsVersion() {
    Manifests manifests = rendered("{}");

    assertThat(manifests.ownPods().values())
        .hasSize(5)
        .allSatisfy(
            pod ->
                assertThat(pod.getSpec().getContainers().getFirst().getImage())
                    .isEqualTo("ghcr.io/tidemark/tidemark:0.2.0"));
  }

  @Test
  void theMigrationRunsBeforeInstallAndUpgrade() {
    Job job = rendered("{}").one(Job.class, "tidemark-migrate");

    assertThat(job.getMetadata().getAnnotations())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Chart.HOOK,
                "pre-install,pre-upgrade",
                Chart.HOOK + "-delete-policy",
                "before-hook-creation"));
    assertThat(job.getSpec().getTemplate().getSpec().getServiceAccountName())
        .as("the chart's account is not there yet")
        .isNull();
    assertThat(rendered("migrate: {enabled: false}").all(Job.class)).isEmpty();
  }

  @Test
  void monitoringIsThatOfTheFolder() throws IOException {
    Map<String, JsonNode> rendered = chart.render("tidemark", MONITORED);
    Path monitoring = Manifests.FOLDER.resolve("monitoring");

    for (String file : List.of("alerts.yaml", "pods.yaml")) {
      Kustomization.parse(Files.readString(monitoring.resolve(file)))
          .forEach(
              (key, theirs) -> {
                Manifests.typed(theirs);
                assertThat(rendered.get(key).get("spec")).as(key).isEqualTo(theirs.get("spec"));
              });
    }
    assertThat(rendered.get("ConfigMap/tidemark-dashboard").at("/data/dashboard.json").asText())
        .isEqualToIgnoringWhitespace(Files.readString(monitoring.resolve("dashboard.json")));
  }

  @Test
  void metricsAreAskedAtAPortThatPodsHave() {
    Manifests manifests = rendered(MONITORED);

    var monitor = manifests.one(Monitoring.PodMonitor.class, "tidemark").spec();

    assertThat(manifests.selected(monitor.selector().matchLabels())).hasSize(4);
    assertThat(manifests.selected(monitor.selector().matchLabels()).values())
        .allSatisfy(
            pod ->
                assertThat(pod.getSpec().getContainers().getFirst().getPorts())
                    .extracting("name")
                    .contains(monitor.podMetricsEndpoints().getFirst().port()));
  }

  @Test
  void everyObjectIsAsItsKindAllowsWithEverythingSet() {
    Manifests manifests = rendered(EVERYTHING);

    var gateway = manifests.one(Deployment.class, "tidemark-gateway").getSpec().getTemplate();
    assertThat(gateway.getMetadata().getAnnotations()).containsEntry("team", "social");
    assertThat(gateway.getSpec().getNodeSelector()).containsEntry("disk", "fast");
    var ingress = manifests.one(Ingress.class, "tidemark").getSpec();
    assertThat(ingress.getRules().getFirst().getHost()).isEqualTo("tidemark.example.com");
    var service =
        ingress.getRules().getFirst().getHttp().getPaths().getFirst().getBackend().getService();
    assertThat(manifests.has("Service", service.getName())).isTrue();
    assertThat(manifests.one(NetworkPolicy.class, "tidemark-names-and-postgres").getSpec())
        .asString()
        .contains("6432");
    assertThat(manifests.one(ConfigMap.class, "tidemark").getData())
        .containsEntry("TIDEMARK_HTTP_TRUSTED_HOPS", "1");
    assertThat(manifests.one(ConfigMap.class, "tidemark").getData().keySet())
        .allMatch(
            name -> KnownSettings.names().contains(name) || name.equals("TIDEMARK_LOG_FORMAT"));
  }

  @Test
  void aReleaseOfAnotherNameHasObjectsAndSelectorsOfItsOwn() {
    Manifests manifests = new Manifests(chart.render("blue", MONITORED));

    assertThat(manifests.pods().keySet()).allMatch(name -> name.startsWith("blue-tidemark-"));
    manifests
        .all(Deployment.class)
        .forEach(
            made ->
                assertThat(manifests.selected(made.getSpec().getSelector().getMatchLabels()))
                    .containsOnlyKeys(made.getMetadata().getName()));
    manifests
        .all(NetworkPolicy.class)
        .forEach(
            policy ->
                assertThat(policy.getSpec().getPodSelector().getMatchLabels().values())
                    .anyMatch(label -> label.startsWith("blue-tidemark")));
    assertThat(manifests.one(ConfigMap.class, "blue-tidemark").getData())
        .containsEntry("TIDEMARK_CLUSTER_DNS", "blue-tidemark-cluster.tidemark.svc.cluster.local");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour: red | 'colour'",
        "roles: {gateway: {replicas: many}} | /roles/gateway/replicas",
        "roles: {gateway: {autoscaling: {enabled: true, max: 3}}} | 'max'",
        "settings: {FOO: bar} | FOO",
        "settings: {TIDEMARK_HTTP_PORT: \"80\"} | TIDEMARK_HTTP_PORT",
        "existingSecret: '' | /existingSecret",
        "ingress: {enabled: true} | ingress.hosts must name a host",
        "service: {type: Door} | /service/type",
        "networkPolicy: {enabled: true, redisPort: 0} | /networkPolicy/redisPort",
      })
  void aValueThatMakesNoSenseIsRefused(String values, String complaint) {
    assertThatThrownBy(() -> chart.render("tidemark", values)).hasMessageContaining(complaint);
  }

  @Test
  void lintHasNothingToSay() {
    var lint = chart.lint();

    assertThat(lint.isFailed()).isFalse();
    assertThat(lint.getMessages()).noneMatch(message -> message.matches("(?s).*(WARN|ERROR).*"));
  }

  private static Manifests rendered(String values) {
    return new Manifests(chart.render("tidemark", values));
  }
}
