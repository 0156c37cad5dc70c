package io.tidemark.gateway.reads;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.forecasts.TweetForecasts;
import io.tidemark.tracker.reads.Curves;
import io.tidemark.tracker.reads.Freshness;
import io.tidemark.tracker.reads.Range;
import io.tidemark.tracker.reads.SnapshotPages;
import io.tidemark.tracker.reads.ZoneReads;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The snapshots of a tweet or a zone as CSV. */
public final class ExportRoutes {

  /** Lines of a page: some 60 kB. */
  private static final int PAGE = 500;

  private static final CsvForm SNAPSHOTS = new CsvLines();

  private final Pool pool;
  private final WorldClock clock;
  private final TweetForecasts forecasts;
  private final Curves curves;
  private final ZoneReads zones;
  private final AtomicInteger inHand = new AtomicInteger();
  private final Counter lines;

  public ExportRoutes(Pool pool, WorldClock clock, TweetForecasts forecasts, MeterRegistry meters) {
    this.pool = pool;
    this.clock = clock;
    this.forecasts = forecasts;
    this.curves = new Curves(pool);
    this.zones = new ZoneReads(pool);
    this.lines = meters.counter("tidemark.exports.lines");
    meters.gauge("tidemark.exports.in.hand", inHand);
  }

  public void curve(RoutingContext request) {
    String file = "tweet-" + TweetFinder.id(request) + ".csv";
    boolean estimated = Parameters.flag(request, "estimated", false);
    TweetFinder.find(curves, request)
        .compose(
            id ->
                SnapshotPages.ofTweet(pool, id, PAGE)
                    .map(pages -> pages.orElseThrow(() -> TweetFinder.none(request)))
                    .compose(
                        pages ->
                            Future.all(
                                    Freshness.ofTweet(pool, id),
                                    estimated ? estimates(id) : Future.succeededFuture(SNAPSHOTS))
                                .map(
                                    both ->
                                        download(
                                            request,
                                            pages,
                                            file,
                                            both.resultAt(0),
                                            both.resultAt(1)))))
        .onSuccess(CsvDownload::next)
        .onFailure(request::fail);
  }

  /** The form with estimates; the plain one when the tweet has been removed meanwhile. */
  private Future<CsvForm> estimates(long id) {
    return curves
        .of(id)
        .compose(
            curve ->
                curve.isEmpty()
                    ? Future.succeededFuture(SNAPSHOTS)
                    : forecasts
                        .of(curve.get(), clock.instant(), null)
                        .map(drawn -> new EstimatedLines(curve.get().tweet(), drawn.curve())));
  }

  public void zone(RoutingContext request) {
    String zone = Callers.zone(request, Parameters.path(request, "zoneId"));
    var range =
        new Range(time(request, "from", Range.ALL.from()), time(request, "to", Range.ALL.to()));
    if (range.from().isAfter(range.to())) {
      throw Problem.of(Type.INVALID_REQUEST, "from must not be later than to.");
    }
    zones
        .exists(zone)
        .compose(
            exists ->
                exists
                    ? SnapshotPages.ofZone(pool, zone, range, PAGE)
                    : Future.failedFuture(Callers.noZone(zone)))
        .compose(
            pages ->
                Freshness.ofZone(pool, zone)
                    .map(
                        fresh ->
                            download(request, pages, "zone-" + zone + ".csv", fresh, SNAPSHOTS)))
        .onSuccess(CsvDownload::next)
        .onFailure(request::fail);
  }

  private CsvDownload download(
      RoutingContext request, SnapshotPages pages, String file, Freshness fresh, CsvForm form) {
    inHand.incrementAndGet();
    return new CsvDownload(request, pages, file, fresh, form, lines, inHand::decrementAndGet);
  }

  /**
   * Read from the raw query: Vert.x 5.0.8 decodes validated values twice, which turns the plus of
   * "+01:00" into a space.
   */
  private static Instant time(RoutingContext request, String name, Instant otherwise) {
    return Objects.requireNonNullElse(
        Parameters.time(name, request.queryParams().get(name)), otherwise);
  }
}
