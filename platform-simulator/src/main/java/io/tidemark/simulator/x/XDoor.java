package io.tidemark.simulator.x;

import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.door.Window;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.switches.OddReset;
import io.tidemark.simulator.switches.Switches;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** X's bearer token, rate limits and headers. */
final class XDoor implements Doorkeeper {

  /** Requests per 15 minutes and app, as documented in August 2026. */
  private static final Map<String, Integer> DOCUMENTED_LIMITS =
      Map.of(
          XApi.TWEETS, 3_500, XApi.USER_TWEETS, 10_000, XApi.USER_BY_NAME, 300, XApi.USERS_BY, 300);

  private static final Pattern TIMELINE = Pattern.compile("/2/users/([0-9]+)/tweets");
  private static final int OTHER_LIMIT = 300;

  private final Set<String> tokens;

  XDoor(String tokens) {
    this.tokens = Set.of(tokens.split(","));
  }

  @Override
  public Platform platform(Visit visit) {
    return Platform.X;
  }

  @Override
  public boolean knowsKey(Visit visit) {
    return tokens.contains(token(visit));
  }

  private static String token(Visit visit) {
    String header = Objects.requireNonNullElse(visit.request().getHeader("Authorization"), "");
    return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
  }

  @Override
  public List<Ask> asks(Visit visit) {
    Matcher timeline = TIMELINE.matcher(visit.request().path());
    String ids =
        timeline.matches() ? timeline.group(1) : visit.query("ids") + visit.query("usernames");
    return List.of(Ask.of(Arrays.stream(ids.split(",")).filter(id -> !id.isEmpty()).toList()));
  }

  @Override
  public Allowance allowance(Visit visit) {
    Switches faults = visit.faults();
    Integer switched = faults.common().requestsPerWindow();
    int limit =
        switched == null ? DOCUMENTED_LIMITS.getOrDefault(visit.endpoint(), OTHER_LIMIT) : switched;
    return new Allowance(
        "x " + token(visit) + " " + visit.endpoint(),
        limit,
        Duration.ofSeconds(faults.common().windowSeconds()));
  }

  @Override
  public Answer refuse(int status, Visit visit) {
    return status == 404
        ? Answer.html(404, "Page not found")
        : Answer.of(status, Problems.whole(status, visit));
  }

  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    if (visit.faults().quota().monthlyCapReached()) {
      return Answer.of(429, Problems.usageCapExceeded(visit));
    }
    return visit.faults().quota().creditsDepleted() ? refuse(402, visit) : null;
  }

  /** The reset is in unix seconds. Nobody has seen a {@code Retry-After} from X. */
  @Override
  public Answer stamp(Answer answer, Visit visit) {
    Answer stamped =
        answer
            .header("api-version", "2.167")
            .header("x-access-level", "read")
            .header("x-response-time", "12")
            .header("x-transaction-id", "%016x".formatted(visit.dice().call() * 0x9E3779B97F4AL));
    Window window = visit.window();
    if (window == null) {
      return stamped;
    }
    boolean throttled = answer.status() == 429 && !visit.faults().quota().monthlyCapReached();
    Integer wait = visit.faults().quota().retryAfterSeconds();
    OddReset odd = visit.faults().quota().oddReset();
    Instant reset = throttled && wait != null ? visit.now().plusSeconds(wait) : window.resetsAt();
    // Rounded up: asking again at that second must find the window open.
    long resetSecond = reset.getNano() == 0 ? reset.getEpochSecond() : reset.getEpochSecond() + 1;
    return stamped
        .header("x-rate-limit-limit", Integer.toString(window.limit()))
        .header("x-rate-limit-remaining", Integer.toString(throttled ? 0 : window.remaining()))
        .header(
            "x-rate-limit-reset", odd == null ? Long.toString(resetSecond) : odd.at(visit.now()));
  }
}
