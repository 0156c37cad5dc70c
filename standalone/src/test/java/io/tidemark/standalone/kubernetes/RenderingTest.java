package io.tidemark.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

@Tag("server")
class RenderingTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyManifestIsAsItsKindAllows(String overlay) {
    Manifests manifests = Manifests.of(overlay);

    assertThat(manifests.pods()).hasSizeGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void kubectlRendersTheSame(String overlay) throws IOException, InterruptedException {
    assumeThat(output("kubectl", "version", "--client")).contains("Kustomize Version: v5");
    Path folder = Manifests.FOLDER.resolve("overlays").resolve(overlay);

    Map<String, JsonNode> theirs =
        Kustomization.parse(output("kubectl", "kustomize", folder.toString()));

    assertThat(Kustomization.render(folder)).containsExactlyInAnyOrderEntriesOf(theirs);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Deployment/tidemark-gateway, /spec",
    "Deployment/tidemark-gateway, /spec/strategy/rollingUpdate",
    "Deployment/tidemark-gateway, /spec/template/spec",
    "Deployment/tidemark-gateway, /spec/template/spec/containers/0",
    "Deployment/tidemark-gateway, /spec/template/spec/containers/0/securityContext/capabilities",
    "Deployment/tidemark-gateway, /spec/template/spec/containers/0/readinessProbe/httpGet",
    "Job/tidemark-migrate, /spec",
    "Service/tidemark-gateway, /spec/ports/0",
    "PodDisruptionBudget/tidemark-tracker, /spec",
    "NetworkPolicy/tidemark-cluster, /spec/ingress/0/from/0",
    "HorizontalPodAutoscaler/tidemark-gateway, /spec/behavior/scaleDown",
    "ScaledObject/tidemark-tracker, /spec/triggers/0",
  })
  void aFieldThatDoesNotExistIsRefused(String key, String where) {
    JsonNode manifest =
        Kustomization.render(Manifests.FOLDER.resolve("overlays/production-keda")).get(key);
    ((ObjectNode) manifest.at(where)).put("misspelt", "x");

    assertThatThrownBy(() -> Manifests.typed(manifest)).hasMessageContaining("misspelt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "namePrefix: x | namePrefix",
        "patches: [{patch: x}] | patch",
        "patches: [{path: p.yaml}] | ConfigMap/b",
        "resources: [r.yaml, r.yaml] | twice",
      })
  void whatTheRendererDoesNotKnowItRefuses(String kustomization, String complaint, @TempDir Path at)
      throws IOException {
    Files.writeString(at.resolve("kustomization.yaml"), kustomization);
    Files.writeString(at.resolve("r.yaml"), "{kind: ConfigMap, metadata: {name: a}}");
    Files.writeString(at.resolve("p.yaml"), "{kind: ConfigMap, metadata: {name: b}}");

    assertThatThrownBy(() -> Kustomization.render(at)).hasMessageContaining(complaint);
  }

  @Test
  void aPatchOfAListIsRefused(@TempDir Path at) throws IOException {
    Files.writeString(
        at.resolve("kustomization.yaml"), "{resources: [r.yaml], patches: [{path: p.yaml}]}");
    Files.writeString(at.resolve("r.yaml"), "{kind: Job, metadata: {name: a}, spec: {l: [1]}}");
    Files.writeString(at.resolve("p.yaml"), "{kind: Job, metadata: {name: a}, spec: {l: [2]}}");

    assertThatThrownBy(() -> Kustomization.render(at)).hasMessageContaining("spec.l");
  }

  /** Nothing where there is no such program. */
  private static String output(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException notInstalled) {
      return "";
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
