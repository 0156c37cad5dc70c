package io.tidemark.contract;

import io.tidemark.contract.Message.AccountDisconnected;
import io.tidemark.contract.Message.BudgetWarning;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.WakeUp;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address of the event bus and the type of what is sent there, as JSON: a process of the next
 * version may know more fields, and one of the last may know fewer.
 *
 * @param <M> the message
 */
public final class Address<M extends Message> {

  /** Lots that became due sooner than a worker may know. */
  public static final Address<WakeUp> LOTS = new Address<>("tidemark.lots.nudge", WakeUp.class);

  /** Deliveries whose rule has just been mapped. */
  public static final Address<WakeUp> UNROUTED =
      new Address<>("tidemark.unrouted.nudge", WakeUp.class);

  /** DAO sweeps that have just been started. */
  public static final Address<WakeUp> DAO_SWEEPS =
      new Address<>("tidemark.dao-sweeps.nudge", WakeUp.class);

  /** Zones whose cadence has just been changed. */
  public static final Address<WakeUp> CADENCES =
      new Address<>("tidemark.cadences.nudge", WakeUp.class);

  /** Zones and workspaces whose rows are to be deleted. */
  public static final Address<WakeUp> REMOVALS =
      new Address<>("tidemark.removals.nudge", WakeUp.class);

  /** A credential that has used 80 or 95 percent of what it may. */
  public static final Address<BudgetWarning> BUDGETS =
      new Address<>("tidemark.budgets.warning", BudgetWarning.class);

  /** Studio runs that have just been started. */
  public static final Address<WakeUp> STUDIO_RUNS =
      new Address<>("tidemark.studio-runs.nudge", WakeUp.class);

  /** Studio accounts that must be connected again. */
  public static final Address<AccountDisconnected> STUDIO_ACCOUNTS =
      new Address<>("tidemark.studio-accounts.disconnected", AccountDisconnected.class);

  /** Profile syncs that have just been started. */
  public static final Address<WakeUp> PROFILE_SYNCS =
      new Address<>("tidemark.profile-syncs.nudge", WakeUp.class);

  /** Changes that open consoles may have to read again. */
  public static final Address<ChangeEvent> CHANGES =
      new Address<>("tidemark.happened", ChangeEvent.class);

  private static final Logger log = LoggerFactory.getLogger(Address.class);
  private static final DeliveryOptions APART =
      new DeliveryOptions().setTracingPolicy(TracingPolicy.IGNORE);

  private final String name;
  private final Class<M> type;

  private Address(String name, Class<M> type) {
    this.name = name;
    this.type = type;
  }

  /**
   * Publishes to every consumer in every process, best effort. What a consumer does then is no part
   * of the trace of the publisher: a worker that is woken never ends.
   */
  public void publish(EventBus bus, M message) {
    bus.publish(name, MessageJson.write(message), APART);
  }

  /**
   * Takes a {@code JsonObject}, or a {@code String} or {@code Buffer} of one. What is malformed is
   * logged and left out; its sender is told which field is wrong where it waits for a reply.
   *
   * @return when the consumer is known to the whole cluster
   */
  public Future<Void> consume(EventBus bus, Consumer<M> handler) {
    return bus.consumer(name, message -> read(message).ifPresent(handler)).completion();
  }

  private Optional<M> read(io.vertx.core.eventbus.Message<Object> message) {
    try {
      return Optional.of(MessageJson.readAny(message.body(), type));
    } catch (MalformedMessageException malformed) {
      log.atWarn()
          .addKeyValue("address", name)
          .addKeyValue("problem", malformed.getMessage())
          .log("A malformed message was left out");
      message.fail(RequestReply.MALFORMED, malformed.getMessage());
      return Optional.empty();
    }
  }
}
