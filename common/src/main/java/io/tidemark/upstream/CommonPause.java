package io.tidemark.upstream;

import io.tidemark.access.Hashes;
import io.tidemark.clock.WorldClock;
import io.tidemark.upstream.Pauses.Active;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pause of all credentials of one platform together, such as one that is told to the app they
 * belong to. It stands in {@code upstream_pauses} beside those of single credentials, and ends by
 * its time or when an operator ends it.
 */
public final class CommonPause {

  private static final Logger log = LoggerFactory.getLogger(CommonPause.class);

  private final Pauses pauses;
  private final WorldClock clock;
  private final String upstream;
  private final String credential;

  /**
   * @param upstream the platform, by the name that its credentials' pauses have
   */
  public CommonPause(Pauses pauses, WorldClock clock, String upstream) {
    this.pauses = pauses;
    this.clock = clock;
    this.upstream = upstream;
    this.credential = Hashes.shortName("all credentials of " + upstream);
  }

  /**
   * The pause, whichever pod began it.
   *
   * @return never fails: where it cannot be looked up there is none
   */
  public Future<Optional<Pause>> now() {
    return pauses
        .active(upstream, credential, clock.instant())
        .map(active -> active.map(Active::pause))
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", upstream)
                  .addKeyValue("problem", problem.getMessage())
                  .log("Whether all credentials are paused cannot be looked up");
              return Optional.empty();
            });
  }

  /**
   * Pauses all credentials, on all pods.
   *
   * @param said no longer than {@link ForeignTimes#LONGEST_REST}; a longer one is cut
   * @param sentAt when the call was sent that was answered so: it shortens no pause that began
   *     later
   * @return never fails
   */
  public Future<Void> begin(Pause said, Instant sentAt) {
    Instant now = clock.instant();
    log.atWarn()
        .addKeyValue("upstream", upstream)
        .addKeyValue("until", said.until())
        .addKeyValue("reason", said.reason())
        .log("All credentials are paused");
    return pauses
        .pause(upstream, credential, said, ForeignTimes.LONGEST_REST, sentAt, now)
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", upstream)
                  .setCause(problem)
                  .log("The pause could not be told to the other pods");
              return Future.succeededFuture();
            });
  }
}
