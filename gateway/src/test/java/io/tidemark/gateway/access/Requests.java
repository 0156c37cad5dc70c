package io.tidemark.gateway.access;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.ApiClient;
import io.tidemark.gateway.Call;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A request of each operation of the contract that would succeed, all of them for one zone, so that
 * only who sends it decides.
 */
final class Requests {

  private final ApiClient api;
  private final Map<String, Function<UnaryOperator<Call>, Answer>> byOperation;

  /**
   * Rows of the studio, in the workspace named like the zone.
   *
   * @param spare an account that may go
   */
  record Studio(long account, long spare, long post, long run) {}

  /** Profiles of the same workspace, one of which may go, and a sync of theirs. */
  record Profiles(long kept, long spare, long job) {}

  Requests(
      ApiClient api,
      String zone,
      String tweetId,
      long lot,
      long key,
      long pause,
      long sweep,
      Studio studio,
      Profiles profiles) {
    String profile = Long.toString(profiles.kept());
    this.api = api;
    String account = Long.toString(studio.account());
    String post = Long.toString(studio.post());
    var trigger = new JsonObject().put("lotId", lot).put("zoneId", zone).put("updateNumber", 1);
    this.byOperation =
        Map.ofEntries(
            plain("listKeys"),
            with(
                "createKey",
                new JsonObject()
                    .put("name", "new")
                    .put("scopes", new JsonArray().add("read"))
                    .put("zones", new JsonArray().add(zone))
                    .put("workspaces", new JsonArray().add(zone))),
            plain("revokeKey", Long.toString(key)),
            plain("listZones"),
            with("createZone", new JsonObject().put("name", "another")),
            plain("readZone", zone),
            with("changeZone", new JsonObject().put("name", "renamed"), zone),
            plain("deleteZone", "removable"),
            plain("listRules"),
            with("mapRule", new JsonObject().put("rule_id", "another").put("zone_id", zone)),
            plain("unmapRule", zone),
            plain("listUnrouted"),
            plain("replayUnrouted", "rivals"),
            plain("forgetUnrouted", "rivals"),
            plain("readCurve", tweetId),
            plain("exportCurve", tweetId),
            plain("readZoneStats", zone),
            plain("readHighVelocity", zone),
            plain("listZoneForecasts", zone),
            plain("readZoneAudit", zone),
            plain("listZoneTweets", zone),
            plain("exportZone", zone),
            plain("readOverview"),
            plain("streamEvents"),
            Map.entry(
                "readPlan",
                who ->
                    who.apply(api.call("readPlan"))
                        .query("zone", zone)
                        .query("tweets_per_hour", 60)
                        .query("polls_per_tweet", 2)
                        .send()),
            plain("readBudgets"),
            plain("listPauses"),
            plain("endPause", Long.toString(pause)),
            plain("listChanges"),
            plain("listJobs"),
            with("changeJob", new JsonObject().put("enabled", true), "lot"),
            plain("refreshTweet", tweetId),
            with("updateEngagement", new JsonObject().put("limit", 10)),
            with("trackLot", trigger),
            plain("listDaos"),
            with("createDao", new JsonObject().put("slug", "another")),
            plain("readDao", "uniswap"),
            with("changeDao", new JsonObject().put("name", "renamed"), "uniswap"),
            plain("removeDao", "removable"),
            with("startDaoSync", new JsonObject().put("dao", "uniswap")),
            plain("readDaoSyncStatus"),
            plain("readDaoSync", Long.toString(sweep)),
            plain("cancelDaoSync", Long.toString(sweep)),
            plain("readDaoSyncLogs"),
            plain("readDaoSyncStats"),
            plain("listStudioWorkspaces"),
            plain("readStudioAttention"),
            with("createStudioWorkspace", new JsonObject().put("id", "new").put("name", "new")),
            plain("readStudioWorkspace", zone),
            with("changeStudioWorkspace", new JsonObject().put("status", "active"), zone),
            plain("deleteStudioWorkspace", "removable"),
            plain("listStudioAccounts", zone),
            with(
                "createStudioAccount",
                new JsonObject()
                    .put("platform", "tiktok")
                    .put("external_id", "another")
                    .put("access_token", "token"),
                zone),
            with("changeStudioAccount", new JsonObject().put("status", "disabled"), account),
            plain("deleteStudioAccount", Long.toString(studio.spare())),
            plain("listStudioPosts", zone),
            with(
                "importStudioPosts",
                new JsonObject()
                    .put(
                        "posts",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("account_id", studio.account())
                                    .put("external_id", "17895695668004551")
                                    .put("posted_at", "2026-03-01T12:00:00Z"))),
                zone),
            plain("readStudioPost", post),
            plain("readStudioSeries", post),
            plain("readStudioStats", zone),
            plain("listBestStudioPosts", zone),
            Map.entry(
                "refreshStudioMetrics",
                who ->
                    who.apply(api.call("refreshStudioMetrics")).query("workspace_id", zone).send()),
            plain("listRuns"),
            plain("readRun", Long.toString(studio.run())),
            plain("cancelRun", Long.toString(studio.run())),
            Map.entry(
                "syncProfiles",
                who ->
                    who.apply(api.call("syncProfiles"))
                        .query("wait", false)
                        .send(new JsonObject().put("workspace_id", zone))),
            plain("readProfileSyncStats"),
            plain("listProfileSyncJobs"),
            plain("readProfileSyncJob", Long.toString(profiles.job())),
            plain("cancelProfileSync", Long.toString(profiles.job())),
            plain("listProfiles"),
            with(
                "createProfile",
                new JsonObject().put("full_name", "Another").put("workspace_id", zone)),
            plain("readProfile", profile),
            with("changeProfile", new JsonObject().put("sync_priority", 1), profile),
            plain("deleteProfile", Long.toString(profiles.spare())),
            plain("resetProfile", profile),
            plain("resyncProfile", profile),
            plain("listProfilePosts", profile),
            plain("readProfileStyle", profile),
            Map.entry(
                "findSimilarPosts",
                who -> who.apply(api.call("findSimilarPosts")).query("text", "anything").send()),
            plain("listHookTypes"),
            with(
                "putHookType",
                new JsonObject().put("name", "Riddle").put("description", "Opens with a riddle."),
                "riddle"),
            plain("deleteHookType", "question"));
  }

  private Map.Entry<String, Function<UnaryOperator<Call>, Answer>> plain(
      String operation, String... path) {
    return Map.entry(operation, who -> who.apply(api.call(operation, path)).send());
  }

  private Map.Entry<String, Function<UnaryOperator<Call>, Answer>> with(
      String operation, JsonObject body, String... path) {
    return Map.entry(operation, who -> who.apply(api.call(operation, path)).send(body));
  }

  /** Fails for an operation that nobody has thought of here. */
  Answer send(String operation, UnaryOperator<Call> who) {
    Function<UnaryOperator<Call>, Answer> request = byOperation.get(operation);
    if (request == null) {
      throw new AssertionError(operation + " is new: give it a request, and a place in AccessTest");
    }
    return request.apply(who);
  }
}
