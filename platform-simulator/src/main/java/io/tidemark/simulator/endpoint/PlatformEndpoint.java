package io.tidemark.simulator.endpoint;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.faults.CommonFaults;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of every platform call: network faults, latency, key, limits, forced refusals, the
 * endpoint, and the meter.
 */
public final class PlatformEndpoint {

  /** What the meter records, captured on arrival because a token may be rotated during the call. */
  private record Arrival(
      PlatformPolicy policy,
      Platform platform,
      List<RequestedIds> requestedIds,
      Set<String> accounts) {}

  private final Vertx vertx;
  private final WorldClock clock;
  private final Supplier<PlatformFaults> faults;
  private final Meter meter;
  private final long seed;
  private final RateWindows windows = new RateWindows();
  private final AtomicLong calls = new AtomicLong();

  /**
   * @param faults read at each arrival
   * @param seed the same seed and order of calls make the same random decisions
   */
  public PlatformEndpoint(
      Vertx vertx, WorldClock clock, Supplier<PlatformFaults> faults, Meter meter, long seed) {
    this.vertx = vertx;
    this.clock = clock;
    this.faults = faults;
    this.meter = meter;
    this.seed = seed;
  }

  /**
   * Serves an endpoint at this path, which is also its name.
   *
   * @param method of a POST the body is read
   */
  public void mount(
      Router router,
      HttpMethod method,
      String path,
      PlatformPolicy policy,
      Function<PlatformRequest, PlatformResponse> endpoint) {
    Route route = router.route(method, path);
    if (method == HttpMethod.POST) {
      route.handler(BodyHandler.create(false));
    }
    route.handler(before(policy, path, endpoint));
  }

  /** A handler that runs the endpoint behind this pipeline. */
  public Handler<RoutingContext> before(
      PlatformPolicy policy, String name, Function<PlatformRequest, PlatformResponse> endpoint) {
    return http -> {
      SeededRandom random = new SeededRandom(seed, calls.incrementAndGet());
      PlatformRequest arriving =
          new PlatformRequest(http, name, faults.get(), clock.instant(), null, random);
      Platform platform = policy.platform(arriving);
      PlatformFaults now = arriving.faults().at(platform);
      PlatformRequest request = new PlatformRequest(http, name, now, arriving.now(), null, random);
      List<RequestedIds> requestedIds = policy.requestedIds(request);
      Arrival arrival = new Arrival(policy, platform, requestedIds, meter.entered(requestedIds));
      CommonFaults common = now.common();
      if (common.reset()) {
        leave(arrival, request, null);
        http.request().connection().close();
        return;
      }
      if (common.hang()) {
        record(arrival, request, null);
        http.response().closeHandler(gone -> meter.left(arrival.accounts()));
        return;
      }
      long wait =
          common.latencyMillis() + (long) (common.jitterMillis() * random.nextDouble("jitter"));
      wait += policy.workMillis(request);
      if (wait == 0) {
        answer(arrival, request, endpoint);
      } else {
        vertx.setTimer(wait, timer -> answer(arrival, request, endpoint));
      }
    };
  }

  /** Resets all rate limit windows. */
  public void forgetWindows() {
    windows.clear();
  }

  /** Counts a request against this limit and returns the request with its window. */
  public PlatformRequest count(PlatformRequest request, @Nullable RequestLimit limit) {
    Instant now = clock.instant();
    RateWindow window = limit == null ? null : windows.take(limit, now);
    return new PlatformRequest(
        request.http(), request.endpoint(), request.faults(), now, window, request.random());
  }

  private void answer(
      Arrival arrival,
      PlatformRequest arrived,
      Function<PlatformRequest, PlatformResponse> endpoint) {
    if (arrived.http().response().closed()) {
      leave(arrival, arrived, null); // The caller timed out.
      return;
    }
    PlatformPolicy policy = arrival.policy();
    PlatformRequest request = arrived;
    PlatformResponse answer;
    if (!policy.isAuthorized(arrived)) {
      answer = policy.refuse(401, request);
    } else {
      request = count(arrived, policy.limit(arrived));
      PlatformResponse refusal = refusal(policy, request);
      answer = refusal == null ? endpoint.apply(request) : refusal;
    }
    answer = policy.withHeaders(answer, request);
    if (request.faults().common().truncatedBody() && answer.status() == 200) {
      answer = answer.cutInTheMiddle();
    }
    leave(arrival, request, answer);
    var response = request.http().response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.end(answer.body());
  }

  private static @Nullable PlatformResponse refusal(
      PlatformPolicy policy, PlatformRequest request) {
    PlatformFaults faults = request.faults();
    if (faults.common().htmlError()) {
      return PlatformResponse.html(404, "Page not found");
    }
    if (faults.common().status() != null) {
      return policy.refuse(faults.common().status(), request);
    }
    if (request.window() != null && request.window().exceeded()) {
      return policy.refuse(429, request);
    }
    PlatformResponse own = policy.platformRefusal(request);
    if (own != null) {
      return own;
    }
    return request.random().hits(faults.common().failRate(), "fail")
        ? policy.refuse(500, request)
        : null;
  }

  private void leave(Arrival arrival, PlatformRequest request, @Nullable PlatformResponse answer) {
    record(arrival, request, answer);
    meter.left(arrival.accounts());
  }

  private void record(Arrival arrival, PlatformRequest request, @Nullable PlatformResponse answer) {
    meter.add(
        new Call(
            request.now(),
            arrival.platform(),
            request.endpoint(),
            arrival.requestedIds(),
            answer == null ? List.of() : answer.tweets(),
            answer == null ? 0 : answer.status(),
            answer == null ? 0 : answer.credits()));
  }
}
