package io.tidemark.standalone.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An overlay's manifests as typed objects; a kind or a field that does not exist is refused. */
final class Manifests {

  static final Path FOLDER = Path.of("..", "k8s");
  static final List<String> OVERLAYS = List.of("dev", "production", "production-keda");

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Namespace.class,
          ConfigMap.class,
          Secret.class,
          Service.class,
          ServiceAccount.class,
          Deployment.class,
          Job.class,
          PodDisruptionBudget.class,
          NetworkPolicy.class,
          Ingress.class,
          HorizontalPodAutoscaler.class);

  private static final Map<String, Class<?>> TYPES = types();

  /** The models collect unknown fields in a map; without it they are refused. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  private final Map<String, Object> objects = new LinkedHashMap<>();

  Manifests(Map<String, JsonNode> rendered) {
    rendered.forEach((key, manifest) -> objects.put(key, typed(manifest)));
  }

  static Manifests of(String overlay) {
    return new Manifests(Kustomization.render(FOLDER.resolve("overlays").resolve(overlay)));
  }

  /**
   * @throws IllegalArgumentException naming the kind or field that Kubernetes does not know
   */
  static Object typed(JsonNode manifest) {
    String kind = manifest.get("apiVersion").asText() + "/" + manifest.get("kind").asText();
    Class<?> type = TYPES.get(kind);
    if (type == null) {
      throw new IllegalArgumentException(kind + " is no kind that is known here");
    }
    try {
      return STRICT.treeToValue(manifest, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(kind + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new LinkedHashMap<>();
    KINDS.forEach(
        kind -> types.put(HasMetadata.getApiVersion(kind) + "/" + HasMetadata.getKind(kind), kind));
    types.put("keda.sh/v1alpha1/ScaledObject", Keda.ScaledObject.class);
    types.put("keda.sh/v1alpha1/TriggerAuthentication", Keda.TriggerAuthentication.class);
    types.put("monitoring.coreos.com/v1/PodMonitor", Monitoring.PodMonitor.class);
    types.put("monitoring.coreos.com/v1/PrometheusRule", Monitoring.PrometheusRule.class);
    return types;
  }

  <T> List<T> all(Class<T> type) {
    return objects.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T> T one(Class<T> type, String name) {
    return type.cast(objects.get(type.getSimpleName() + "/" + name));
  }

  boolean has(String kind, String name) {
    return objects.containsKey(kind + "/" + name);
  }

  /** Every kind of pod, by the name of what makes it. */
  Map<String, PodTemplateSpec> pods() {
    Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
    Stream.concat(
            all(Deployment.class).stream()
                .map(made -> Map.entry(made.getMetadata().getName(), made.getSpec().getTemplate())),
            all(Job.class).stream()
                .map(made -> Map.entry(made.getMetadata().getName(), made.getSpec().getTemplate())))
        .forEach(pod -> pods.put(pod.getKey(), pod.getValue()));
    return pods;
  }

  /** The pods of Tidemark itself. */
  Map<String, PodTemplateSpec> ownPods() {
    Map<String, PodTemplateSpec> own = new LinkedHashMap<>(pods());
    own.values()
        .removeIf(pod -> !pod.getSpec().getContainers().get(0).getName().equals("tidemark"));
    return own;
  }

  /** The pods that a selector selects, by the name of what makes them. */
  Map<String, PodTemplateSpec> selected(Map<String, String> labels) {
    Map<String, PodTemplateSpec> selected = new LinkedHashMap<>(pods());
    selected
        .values()
        .removeIf(pod -> !pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()));
    return selected;
  }

  /**
   * What a container of Tidemark finds in its environment: settings, secrets, its own.
   *
   * @throws IllegalArgumentException naming a required secret that is not among those given
   */
  Map<String, String> environment(String pod, Map<String, String> secrets) {
    var container = ownPods().get(pod).getSpec().getContainers().get(0);
    Map<String, String> environment = new LinkedHashMap<>();
    container
        .getEnvFrom()
        .forEach(
            source -> {
              if (source.getConfigMapRef() != null) {
                environment.putAll(
                    one(ConfigMap.class, source.getConfigMapRef().getName()).getData());
              }
              if (source.getSecretRef() != null) {
                environment.putAll(secrets);
              }
            });
    container
        .getEnv()
        .forEach(
            variable -> {
              var from = variable.getValueFrom();
              if (from == null) {
                environment.put(variable.getName(), variable.getValue());
              } else if (from.getSecretKeyRef() != null) {
                String key = from.getSecretKeyRef().getKey();
                if (secrets.containsKey(key)) {
                  environment.put(variable.getName(), secrets.get(key));
                } else if (!Boolean.TRUE.equals(from.getSecretKeyRef().getOptional())) {
                  throw new IllegalArgumentException(key + " is a secret that nothing provides");
                }
              } else {
                environment.put(variable.getName(), "127.0.0.1"); // the pod's address
              }
            });
    return environment;
  }
}
