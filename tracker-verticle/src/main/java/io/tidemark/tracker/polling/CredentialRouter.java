package io.tidemark.tracker.polling;

import java.util.Map;

/**
 * Chooses the credential that pays for a zone's polls: the common one, a share of its budget that
 * is the zone's own, or a credential of the zone's own. Tweets of one credential share calls,
 * whatever their zones.
 */
public final class CredentialRouter {

  private final PollPipeline common;
  private final Map<String, PollPipeline> own;

  /**
   * @param own of the zones that do not share everything, by their ids
   */
  public CredentialRouter(PollPipeline common, Map<String, PollPipeline> own) {
    this.common = common;
    this.own = Map.copyOf(own);
  }

  public PollPipeline of(String zone) {
    return own.getOrDefault(zone, common);
  }
}
