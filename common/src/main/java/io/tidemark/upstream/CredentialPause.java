package io.tidemark.upstream;

import io.tidemark.access.Hashes;
import io.tidemark.clock.WorldClock;
import io.tidemark.upstream.Pauses.Active;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause of one credential, or of all credentials of a platform together: the row of {@code
 * upstream_pauses} that all processes share, and what this process remembers of it. {@link Pauses}
 * says which of two pauses holds.
 */
public final class CredentialPause {

  private static final Logger log = LoggerFactory.getLogger(CredentialPause.class);

  /** Real time after which a remembered pause is read again before a call. */
  private static final long READ_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long NEVER = Long.MIN_VALUE;

  /**
   * A pause this process remembers.
   *
   * @param since when it began; a good answer to a later call disproves it
   * @param stored whether the table has it, so that it ends with its row
   */
  private record Remembered(Pause pause, Instant since, boolean stored) {}

  private final Pauses pauses;
  private final WorldClock clock;
  private final String upstream;
  private final String credential;
  private final Function<Instant, Future<Void>> disproved;
  private final AtomicLong readAt = new AtomicLong(NEVER);

  /** Read by calls that waited for a lane. */
  private volatile @Nullable Remembered remembered;

  /** When the latest call was sent that got a good answer. */
  private volatile Instant goodSince = Instant.MIN;

  /**
   * @param credential a short hash of it
   * @param disproved also runs when a good answer ends the pause, with the time its call was sent
   */
  CredentialPause(
      Pauses pauses,
      WorldClock clock,
      String upstream,
      String credential,
      Function<Instant, Future<Void>> disproved) {
    this.pauses = pauses;
    this.clock = clock;
    this.upstream = upstream;
    this.credential = credential;
    this.disproved = disproved;
  }

  /**
   * The pause of all credentials of a platform, such as one of the app they belong to.
   *
   * @param upstream the platform, by the name that its credentials' pauses have
   */
  public static CredentialPause ofAll(Pauses pauses, WorldClock clock, String upstream) {
    String all = Hashes.shortName("all credentials of " + upstream);
    return new CredentialPause(pauses, clock, upstream, all, sentAt -> Future.succeededFuture());
  }

  /**
   * The pause, whichever process began it.
   *
   * @return never fails: what this process remembers where the table cannot be read
   */
  public Future<Optional<Pause>> now() {
    readAt.set(System.nanoTime());
    return pauses
        .active(upstream, credential, clock.instant())
        .compose(this::remember)
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", upstream)
                  .addKeyValue("credential", credential)
                  .addKeyValue("problem", problem.getMessage())
                  .log("The pause of a credential cannot be read");
              return remembered();
            });
  }

  private Future<Optional<Pause>> remember(Optional<Active> active) {
    if (active.isPresent() && active.get().since().isBefore(goodSince)) {
      return end(goodSince).map(ended -> Optional.empty());
    }
    Remembered here = remembered;
    if (here == null || here.stored()) {
      remembered = active.map(it -> new Remembered(it.pause(), it.since(), true)).orElse(null);
    }
    return Future.succeededFuture(active.map(Active::pause));
  }

  /** The pause this process remembers, while it lasts. */
  Optional<Pause> remembered() {
    return Optional.ofNullable(remembered)
        .map(Remembered::pause)
        .filter(pause -> pause.until().isAfter(clock.instant()));
  }

  /** As {@link #now}, read at most once a second; without a remembered pause it is read once. */
  Future<Optional<Pause>> recent() {
    long read = readAt.get();
    boolean mustRead =
        read == NEVER || remembered().isPresent() && System.nanoTime() - read >= READ_AGAIN_NANOS;
    return mustRead ? now() : Future.succeededFuture(remembered());
  }

  /**
   * Begins a pause on all processes.
   *
   * @param said no longer than {@link ForeignTimes#LONGEST_REST}; a longer one is cut
   * @param sentAt when the call was sent whose answer began it: the pause shortens none that began
   *     later
   * @return never fails
   */
  public Future<Void> begin(Pause said, Instant sentAt) {
    return begin(said, ForeignTimes.LONGEST_REST, sentAt);
  }

  /** As above, cut at {@code longest} from now on. */
  Future<Void> begin(Pause said, Duration longest, Instant sentAt) {
    Instant now = clock.instant();
    Instant last = now.plus(longest);
    Pause pause = said.until().isAfter(last) ? new Pause(last, said.reason()) : said;
    Remembered here = remembered;
    if (here == null
        || here.pause().until().isBefore(pause.until())
        || here.since().isBefore(sentAt)) {
      remembered = new Remembered(pause, now, false);
    }
    log.atWarn()
        .addKeyValue("upstream", upstream)
        .addKeyValue("credential", credential)
        .addKeyValue("until", pause.until())
        .addKeyValue("reason", pause.reason())
        .log("A credential is paused");
    return pauses
        .pause(upstream, credential, pause, sentAt, now)
        .onSuccess(stored -> stored())
        .recover(problem -> notShared(problem, "The pause of a credential could not be stored"));
  }

  private void stored() {
    Remembered here = remembered;
    if (here != null) {
      remembered = new Remembered(here.pause(), here.since(), true);
    }
  }

  /**
   * Ends a pause that began before a call was sent which got a good answer.
   *
   * @return never fails
   */
  Future<Void> answeredWell(Instant sentAt) {
    if (sentAt.isAfter(goodSince)) {
      goodSince = sentAt;
    }
    Remembered here = remembered;
    return here != null && here.since().isBefore(sentAt) ? end(sentAt) : Future.succeededFuture();
  }

  private Future<Void> end(Instant sentAt) {
    Remembered here = remembered;
    if (here != null && here.since().isBefore(sentAt)) {
      remembered = null;
    }
    log.atInfo()
        .addKeyValue("upstream", upstream)
        .addKeyValue("credential", credential)
        .log("A good answer ended a credential's pause");
    return pauses
        .disproved(upstream, credential, sentAt)
        .compose(ended -> disproved.apply(sentAt))
        .recover(problem -> notShared(problem, "The end of a pause could not be stored"));
  }

  private Future<Void> notShared(Throwable problem, String message) {
    log.atWarn().addKeyValue("upstream", upstream).setCause(problem).log(message);
    return Future.succeededFuture();
  }
}
