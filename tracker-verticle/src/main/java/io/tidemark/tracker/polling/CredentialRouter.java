package io.tidemark.tracker.polling;

import java.util.Map;

/**
 * Chooses the credential for a zone's polls: the common one, the zone's own share of its budget, or
 * the zone's own credential. Tweets of one credential share calls, whatever their zones.
 */
public final class CredentialRouter {

  private final PollPipeline common;
  private final Map<String, PollPipeline> own;

  /**
   * @param own the pipelines of zones with a share or a credential of their own, by zone
   */
  public CredentialRouter(PollPipeline common, Map<String, PollPipeline> own) {
    this.common = common;
    this.own = Map.copyOf(own);
  }

  /** The pipeline through which the tweets of a zone are polled. */
  public PollPipeline of(String zone) {
    return own.getOrDefault(zone, common);
  }
}
