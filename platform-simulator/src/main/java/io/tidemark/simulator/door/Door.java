package io.tidemark.simulator.door;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every platform call passes: network faults, latency, key, limits, forced refusals, then the
 * endpoint; and the meter on the way out.
 */
public final class Door {

  private final Vertx vertx;
  private final WorldClock clock;
  private final Supplier<Switches> switches;
  private final Meter meter;
  private final long seed;
  private final Windows windows = new Windows();
  private final AtomicLong calls = new AtomicLong();

  public Door(Vertx vertx, WorldClock clock, Supplier<Switches> switches, Meter meter, long seed) {
    this.vertx = vertx;
    this.clock = clock;
    this.switches = switches;
    this.meter = meter;
    this.seed = seed;
  }

  /** Puts the door before an endpoint. */
  public Handler<RoutingContext> before(
      Doorkeeper keeper, String name, Function<Visit, Answer> endpoint) {
    return http -> {
      Switches now = switches.get();
      Dice dice = new Dice(seed, calls.incrementAndGet());
      Visit visit = new Visit(http, name, now, clock.instant(), null, dice);
      if (now.hang() || now.reset()) {
        record(keeper, visit, null);
        if (now.reset()) {
          http.request().connection().close();
        }
        return;
      }
      long wait = now.latencyMillis() + (long) (now.jitterMillis() * dice.roll("jitter"));
      if (wait == 0) {
        answer(keeper, visit, endpoint);
      } else {
        vertx.setTimer(wait, timer -> answer(keeper, visit, endpoint));
      }
    };
  }

  /** Lets the rate limit windows start anew, as they were before the first call. */
  public void forgetWindows() {
    windows.clear();
  }

  private void answer(Doorkeeper keeper, Visit arrived, Function<Visit, Answer> endpoint) {
    if (arrived.http().response().closed()) {
      record(keeper, arrived, null); // The caller's patience was shorter than the latency.
      return;
    }
    Visit visit = arrived;
    Answer answer;
    if (!keeper.knowsKey(arrived.request())) {
      answer = keeper.refuse(401, visit);
    } else {
      visit = counted(keeper, arrived);
      Answer refusal = refusal(keeper, visit);
      answer = refusal == null ? endpoint.apply(visit) : refusal;
    }
    answer = keeper.stamp(answer, visit);
    if (visit.switches().truncatedBody() && answer.status() == 200) {
      answer = answer.cutInTheMiddle();
    }
    record(keeper, visit, answer);
    var response = visit.http().response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.end(answer.body());
  }

  private Visit counted(Doorkeeper keeper, Visit visit) {
    Instant now = clock.instant();
    Allowance allowance = keeper.allowance(visit.endpoint(), visit.switches());
    Window window = allowance == null ? null : windows.take(allowance, now);
    return new Visit(visit.http(), visit.endpoint(), visit.switches(), now, window, visit.dice());
  }

  private static @Nullable Answer refusal(Doorkeeper keeper, Visit visit) {
    Switches switches = visit.switches();
    if (switches.htmlError()) {
      return Answer.html(404, "Page not found");
    }
    if (switches.status() != null) {
      return keeper.refuse(switches.status(), visit);
    }
    if (visit.window() != null && visit.window().exceeded()) {
      return keeper.refuse(429, visit);
    }
    Answer own = keeper.ownRefusal(visit);
    if (own != null) {
      return own;
    }
    return visit.dice().hits(switches.failRate(), "fail") ? keeper.refuse(500, visit) : null;
  }

  private void record(Doorkeeper keeper, Visit visit, @Nullable Answer answer) {
    meter.add(
        new Call(
            visit.now(),
            keeper.platform(),
            visit.endpoint(),
            keeper.idsAsked(visit.request()),
            answer == null ? List.of() : answer.tweets(),
            answer == null ? 0 : answer.status(),
            answer == null ? 0 : answer.credits()));
  }
}
