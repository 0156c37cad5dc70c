package io.tidemark.simulator.door;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.switches.CommonFaults;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every platform call passes: network faults, latency, key, limits, forced refusals, then the
 * endpoint; and the meter on the way out.
 */
public final class Door {

  /** What the meter wants to know, as it was on arrival: a token may be rotated meanwhile. */
  private record Arrival(
      Doorkeeper keeper, Platform platform, List<Ask> asks, Set<String> accounts) {}

  private final Vertx vertx;
  private final WorldClock clock;
  private final Supplier<Switches> faults;
  private final Meter meter;
  private final long seed;
  private final Windows windows = new Windows();
  private final AtomicLong calls = new AtomicLong();

  public Door(Vertx vertx, WorldClock clock, Supplier<Switches> faults, Meter meter, long seed) {
    this.vertx = vertx;
    this.clock = clock;
    this.faults = faults;
    this.meter = meter;
    this.seed = seed;
  }

  /** Puts the door before an endpoint. */
  public Handler<RoutingContext> before(
      Doorkeeper keeper, String name, Function<Visit, Answer> endpoint) {
    return http -> {
      Dice dice = new Dice(seed, calls.incrementAndGet());
      Visit knock = new Visit(http, name, faults.get(), clock.instant(), null, dice);
      Platform platform = keeper.platform(knock);
      Switches now = knock.faults().at(platform);
      Visit visit = new Visit(http, name, now, knock.now(), null, dice);
      List<Ask> asks = keeper.asks(visit);
      Arrival arrival = new Arrival(keeper, platform, asks, meter.entered(asks));
      CommonFaults common = now.common();
      if (common.reset()) {
        leave(arrival, visit, null);
        http.request().connection().close();
        return;
      }
      if (common.hang()) {
        record(arrival, visit, null);
        http.response().closeHandler(gone -> meter.left(arrival.accounts()));
        return;
      }
      long wait = common.latencyMillis() + (long) (common.jitterMillis() * dice.roll("jitter"));
      wait += keeper.workMillis(visit);
      if (wait == 0) {
        answer(arrival, visit, endpoint);
      } else {
        vertx.setTimer(wait, timer -> answer(arrival, visit, endpoint));
      }
    };
  }

  /** Lets the rate limit windows start anew, as they were before the first call. */
  public void forgetWindows() {
    windows.clear();
  }

  /** The visit with one more request counted against this allowance. */
  public Visit count(Visit visit, @Nullable Allowance allowance) {
    Instant now = clock.instant();
    Window window = allowance == null ? null : windows.take(allowance, now);
    return new Visit(visit.http(), visit.endpoint(), visit.faults(), now, window, visit.dice());
  }

  private void answer(Arrival arrival, Visit arrived, Function<Visit, Answer> endpoint) {
    if (arrived.http().response().closed()) {
      leave(arrival, arrived, null); // The caller's patience was shorter than the latency.
      return;
    }
    Doorkeeper keeper = arrival.keeper();
    Visit visit = arrived;
    Answer answer;
    if (!keeper.knowsKey(arrived)) {
      answer = keeper.refuse(401, visit);
    } else {
      visit = count(arrived, keeper.allowance(arrived));
      Answer refusal = refusal(keeper, visit);
      answer = refusal == null ? endpoint.apply(visit) : refusal;
    }
    answer = keeper.stamp(answer, visit);
    if (visit.faults().common().truncatedBody() && answer.status() == 200) {
      answer = answer.cutInTheMiddle();
    }
    leave(arrival, visit, answer);
    var response = visit.http().response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.end(answer.body());
  }

  private static @Nullable Answer refusal(Doorkeeper keeper, Visit visit) {
    Switches faults = visit.faults();
    if (faults.common().htmlError()) {
      return Answer.html(404, "Page not found");
    }
    if (faults.common().status() != null) {
      return keeper.refuse(faults.common().status(), visit);
    }
    if (visit.window() != null && visit.window().exceeded()) {
      return keeper.refuse(429, visit);
    }
    Answer own = keeper.ownRefusal(visit);
    if (own != null) {
      return own;
    }
    return visit.dice().hits(faults.common().failRate(), "fail") ? keeper.refuse(500, visit) : null;
  }

  private void leave(Arrival arrival, Visit visit, @Nullable Answer answer) {
    record(arrival, visit, answer);
    meter.left(arrival.accounts());
  }

  private void record(Arrival arrival, Visit visit, @Nullable Answer answer) {
    meter.add(
        new Call(
            visit.now(),
            arrival.platform(),
            visit.endpoint(),
            arrival.asks(),
            answer == null ? List.of() : answer.tweets(),
            answer == null ? 0 : answer.status(),
            answer == null ? 0 : answer.credits()));
  }
}
