package io.tidemark.standalone.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** The Prometheus operator's kinds, as far as they are used here; other fields are refused. */
final class Monitoring {

  private Monitoring() {}

  record PodMonitor(String apiVersion, String kind, Keda.Metadata metadata, Pods spec) {}

  record Pods(Namespaces namespaceSelector, Labels selector, List<Endpoint> podMetricsEndpoints) {}

  record Namespaces(List<String> matchNames) {}

  record Labels(Map<String, String> matchLabels) {}

  record Endpoint(String port, String path, String interval) {}

  record PrometheusRule(String apiVersion, String kind, Keda.Metadata metadata, Groups spec) {}

  record Groups(List<Group> groups) {}

  record Group(String name, List<Rule> rules) {}

  record Rule(
      String alert,
      String expr,
      @JsonProperty("for") String lasting,
      Map<String, String> labels,
      Map<String, String> annotations) {}
}
