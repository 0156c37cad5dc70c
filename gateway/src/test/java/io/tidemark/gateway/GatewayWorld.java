package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.studio.StudioWorld;
import io.tidemark.tracker.TrackerWorld;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tracker's world with a gateway in front of it. */
public final class GatewayWorld implements AutoCloseable {

  public static final String ADMIN_KEY = "admin-key-of-the-tests";
  public static final String WEBHOOK_KEY = "webhook-key-of-the-tests";

  public final TrackerWorld tracker;
  public final TestFoundation stores;
  public final SettableClock clock;
  public final ApiClient api;

  private final Map<String, String> settings;

  private GatewayWorld(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
    tracker = TrackerWorld.begin(settings);
    stores = tracker.stores;
    clock = tracker.clock;
    api = ApiClient.open(stores.app());
  }

  public static GatewayWorld begin() {
    return begin(Map.of());
  }

  /** An empty value takes a setting away. */
  public static GatewayWorld begin(Map<String, String> changes) {
    return new GatewayWorld(with(changes));
  }

  private static Map<String, String> with(Map<String, String> changes) {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_HTTP_PORT", "0");
    settings.put("TIDEMARK_HTTP_HOST", "127.0.0.1");
    settings.put("TIDEMARK_ADMIN_KEY", ADMIN_KEY);
    settings.put("TIDEMARK_WEBHOOK_KEYS", WEBHOOK_KEY);
    settings.put("TIDEMARK_HTTP_WRONG_KEYS_PER_MINUTE", "1000");
    settings.put("TIDEMARK_STUDIO_ENCRYPTION_KEYS", StudioWorld.KEY_A);
    settings.put("TIDEMARK_STUDIO_BATCH_DELAY", "0s");
    settings.putAll(changes);
    settings.values().removeIf(String::isEmpty);
    return settings;
  }

  /** A second process on the same database, with other settings; the caller closes it. */
  public TestFoundation anotherPod(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(changes);
    return TestFoundation.on(stores.postgresUrl(), clock, with(all));
  }

  /** A call with the admin key. */
  public Call admin(String operationId, String... pathParameters) {
    return api.call(operationId, pathParameters).bearer(ADMIN_KEY);
  }

  /** A new key; for all zones when none is given. */
  public String key(List<String> scopes, String... zones) {
    var body = new JsonObject().put("name", "of a test").put("scopes", new JsonArray(scopes));
    if (zones.length > 0) {
      body.put("zones", new JsonArray(List.of(zones)));
    }
    Answer answer = admin("createKey").send(body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().getString("key");
  }

  /** A new key for the tenants of one name: the zone and the workspace. */
  public String tenantKey(List<String> scopes, String tenant) {
    var tenants = new JsonArray().add(tenant);
    Answer answer =
        admin("createKey")
            .send(
                new JsonObject()
                    .put("name", "of a test")
                    .put("scopes", new JsonArray(scopes))
                    .put("zones", tenants)
                    .put("workspaces", tenants));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().getString("key");
  }

  public void workspace(String id) {
    var workspace =
        admin("createStudioWorkspace").send(new JsonObject().put("id", id).put("name", id));
    assertThat(workspace.status()).as(workspace.body()).isEqualTo(201);
  }

  /** An account, and its row. */
  public long account(String workspace, String platform, String externalId) {
    Answer account =
        admin("createStudioAccount", workspace)
            .send(
                new JsonObject()
                    .put("platform", platform)
                    .put("external_id", externalId)
                    .put("access_token", "the-token-of-" + externalId));
    assertThat(account.status()).as(account.body()).isEqualTo(201);
    assertThat(account.body()).doesNotContain("the-token-of");
    return account.json().getLong("id");
  }

  /** A post of an hour ago, and its row. */
  public long studioPost(String workspace, long account, String externalId) {
    var post =
        new JsonObject()
            .put("account_id", account)
            .put("external_id", externalId)
            .put("posted_at", clock.instant().minus(Duration.ofHours(1)).toString());
    JsonObject imported =
        admin("importStudioPosts", workspace)
            .send(new JsonObject().put("posts", new JsonArray().add(post)))
            .ok();
    assertThat(imported.getJsonArray("errors")).isEmpty();
    return stores.number(
        "select id from studio_social_posts where external_post_id = '%s'".formatted(externalId));
  }

  /** A zone, and a rule of the same name that feeds it. */
  public void zone(String id) {
    var zone = admin("createZone").send(new JsonObject().put("id", id).put("name", id));
    assertThat(zone.status()).as(zone.body()).isEqualTo(201);
    map(id, id);
  }

  public JsonObject map(String rule, String zone) {
    Answer answer =
        admin("mapRule").send(new JsonObject().put("rule_id", rule).put("zone_id", zone));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  /** A delivery with the webhook's key, yet without a body. */
  public Call webhook() {
    return api.call("receiveTwitterDelivery").header("X-API-Key", WEBHOOK_KEY);
  }

  /** Deliveries whose bodies are being read or written. */
  public double inFlight() {
    return stores.app().meters().get("tidemark.webhook.in.flight").gauge().value();
  }

  /** Delivers tweets as they are now. */
  public JsonObject deliver(String rule, List<SimulatedTweet> tweets) {
    return webhook().send(tracker.body(rule, tweets)).ok();
  }

  public void hourPasses() {
    clock.advance(Duration.ofHours(1));
    tracker.pass().runDue();
  }

  @Override
  public void close() {
    api.close();
    tracker.close();
  }
}
