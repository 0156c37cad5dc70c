package io.tidemark.standalone.kubernetes;

import java.util.List;
import java.util.Map;

/** KEDA's own kinds, as far as they are used here; a field that is not listed is refused. */
final class Keda {

  private Keda() {}

  record Metadata(String name, String namespace, Map<String, String> labels) {}

  record ScaledObject(String apiVersion, String kind, Metadata metadata, Scaling spec) {}

  record Scaling(
      Target scaleTargetRef,
      int pollingInterval,
      int cooldownPeriod,
      int minReplicaCount,
      int maxReplicaCount,
      Fallback fallback,
      Advanced advanced,
      List<Trigger> triggers) {}

  record Target(String apiVersion, String kind, String name) {}

  record Fallback(int failureThreshold, int replicas) {}

  record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {}

  record AutoscalerConfig(
      io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior behavior) {}

  record Trigger(
      String type, String metricType, Map<String, String> metadata, Reference authenticationRef) {}

  record Reference(String name) {}

  record TriggerAuthentication(
      String apiVersion, String kind, Metadata metadata, SecretTargets spec) {}

  record SecretTargets(List<SecretTarget> secretTargetRef) {}

  record SecretTarget(String parameter, String name, String key) {}
}
