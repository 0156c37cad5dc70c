package io.tidemark.gateway.reads;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.tweets.SimulatedTweet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ExportTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final SimulatedTweet tweet = world.tracker.post(growing(40));
  private final SimulatedTweet dead = world.tracker.post(dead());

  @BeforeEach
  void deliver() {
    world.zone("brand");
    world.zone("other");
    world.deliver("brand", List.of(tweet));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private long id(SimulatedTweet tweet) {
    return world.stores.number(
        "select min(id) from twitter_tweets where tweet_id = '" + tweet.id() + "'");
  }

  private static String csv(String... lines) {
    return CsvLines.HEADER + String.join("", lines);
  }

  private String first() {
    return "brand,%s,%d,2026-11-02T11:00:00Z,poll,1,0,0,40,0,4000,0,0,0,40,0,4000,40,40.0,false\r\n"
        .formatted(tweet.id(), id(tweet));
  }

  private String second() {
    return "brand,%s,%d,2026-11-02T12:00:00Z,poll,2,0,0,80,0,8000,0,0,0,40,0,4000,80,40.0,false\r\n"
        .formatted(tweet.id(), id(tweet));
  }

  /** docs/csv.md promises it: readers may count columns. */
  @Test
  void columnsAreOnlyAddedAtTheEnd() throws IOException {
    String promised =
        "zone_id,tweet_id,id,snapshot_at,origin,round,retweet_count,reply_count,like_count,"
            + "quote_count,view_count,bookmark_count,delta_retweets,delta_replies,delta_likes,"
            + "delta_quotes,delta_views,total_engagement,engagement_velocity";

    assertThat(CsvLines.HEADER.strip()).matches(Pattern.quote(promised) + "(,[a-z_]+)*");
    assertThat(Files.readString(Path.of("..", "docs", "csv.md")))
        .contains("\n" + CsvLines.HEADER.strip() + "\n");
  }

  @Test
  void theReadingsOfATweetAreItsFile() {
    world.hourPasses();
    world.hourPasses();

    Answer answer = world.admin("exportCurve", tweet.id()).send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"tweet-" + tweet.id() + ".csv\"");
    assertThat(answer.body()).isEqualTo(csv(first(), second()));
    assertThat(answer.body())
        .startsWith("zone_id,tweet_id,id,snapshot_at,origin,round,retweet_count,reply_count,");
    assertThat(world.admin("exportCurve", Long.toString(id(tweet))).send().body())
        .isEqualTo(answer.body());
  }

  @Test
  void aFileSaysHowFreshItIs() {
    world.deliver("brand", List.of(dead));
    world.hourPasses();

    assertFresh(world.admin("exportCurve", tweet.id()).send(), "11:00", "12:00");
    assertFresh(world.admin("exportCurve", dead.id()).send(), "11:00", null);
    assertFresh(world.admin("exportZone", "brand").send(), "11:00", "12:00");
    assertFresh(world.admin("exportZone", "other").send(), null, null);

    world.hourPasses();
    assertFresh(world.admin("exportZone", "brand").send(), "12:00", "13:00");
  }

  private static void assertFresh(Answer answer, String captured, String next) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Tidemark-Captured-At")).isEqualTo(today(captured));
    assertThat(answer.header("Tidemark-Next-Update-At")).isEqualTo(today(next));
  }

  private static String today(String time) {
    return time == null ? null : "2026-11-02T" + time + ":00Z";
  }

  @Test
  void whatWasNotGivenIsEmpty() {
    world.stores.sql(
        "insert into twitter_engagement_history (tweet_id, snapshot_at, origin) values ("
            + id(tweet)
            + ", '2026-11-02T10:00:00.000001Z', 'webhook')");

    assertThat(world.admin("exportCurve", tweet.id()).send().body())
        .isEqualTo(
            csv(
                "brand,%s,%d,2026-11-02T10:00:00.000001Z,webhook,,,,,,,,,,,,,0,,false\r\n"
                    .formatted(tweet.id(), id(tweet))));
  }

  @Test
  void theReadingsOfAZoneAreThoseOfItsTweetsAsTheyArrived() {
    world.deliver("brand", List.of(dead));
    world.deliver("other", List.of(world.tracker.post(growing(7))));
    world.hourPasses();
    world.hourPasses();

    Answer answer = world.admin("exportZone", "brand").send();

    assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"zone-brand.csv\"");
    String still =
        "brand,%s,%d,2026-11-02T11:00:00Z,poll,1,0,0,0,0,0,0,0,0,0,0,0,0,0.0,false\r\n"
            .formatted(dead.id(), id(dead));
    assertThat(answer.body()).isEqualTo(csv(first(), second(), still));
  }

  @Test
  void aRangeTakesItsFirstInstantAndNotItsLast() {
    world.hourPasses();
    world.hourPasses();

    assertThat(range("2026-11-02T11:00:00Z", "2026-11-02T12:00:00Z")).isEqualTo(csv(first()));
    assertThat(range("2026-11-02T13:00:00+01:00", null)).isEqualTo(csv(second()));
    assertThat(range(null, "2026-11-02T12:00:00.000001Z")).isEqualTo(csv(first(), second()));
    assertThat(range(null, "2026-11-02T11:00:00Z")).isEqualTo(csv());
    assertThat(range("2026-11-02T12:00:00Z", "2026-11-02T12:00:00Z")).isEqualTo(csv());
  }

  private String range(String from, String to) {
    var call = world.admin("exportZone", "brand");
    if (from != null) {
      call.query("from", from);
    }
    if (to != null) {
      call.query("to", to);
    }
    Answer answer = call.send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void whatHasNoReadingsIsTheHeaderAlone() {
    assertThat(world.admin("exportCurve", tweet.id()).send().body()).isEqualTo(csv());
    assertThat(world.admin("exportZone", "brand").send().body()).isEqualTo(csv());
    assertThat(world.admin("exportZone", "other").send().body()).isEqualTo(csv());
  }

  @Test
  void anUnknownTweetIsNotFoundAndOneOfSeveralZonesIsAmbiguous() {
    world.deliver("other", List.of(tweet));

    assertThat(world.admin("exportCurve", "999").send().problem(404, "not-found")).contains("999");
    assertThat(world.admin("exportZone", "third").send().problem(404, "not-found"))
        .contains("third");
    assertThat(world.admin("exportCurve", tweet.id()).send().problem(409, "conflict"))
        .contains("zone_id");
    Answer one = world.admin("exportCurve", tweet.id()).query("zone_id", "other").send();
    assertThat(one.body()).isEqualTo(csv());
    world
        .admin("exportCurve", tweet.id())
        .query("zone_id", "third")
        .send()
        .problem(404, "not-found");
  }

  @Test
  void whatIsNoParameterOfItsKindIsRefusedByItsName() {
    assertThat(world.admin("exportCurve", "x1").send().problem(400, "invalid-request"))
        .contains("tweetId");
    assertThat(world.admin("exportZone", "No Zone").send().problem(400, "invalid-request"))
        .contains("zoneId");
    for (String name : List.of("from", "to")) {
      for (String bad :
          List.of(
              "",
              "yesterday",
              "2026-11-02",
              "2026-11-02T10:00:00",
              "2026-11-02T13:00:00 01:00",
              "2026-13-02T10:00:00Z",
              "1969-12-31T23:59:59Z",
              "+10000-01-01T00:00:00Z",
              "1793613600",
              "2026-11-02T10:00:00Z\0",
              "x".repeat(65))) {
        assertThat(
                world
                    .admin("exportZone", "brand")
                    .query(name, bad)
                    .send()
                    .problem(400, "invalid-request"))
            .as(bad)
            .containsPattern("\\b" + name + "\\b");
      }
    }
    world.admin("exportZone", "brand").query("to", "%zz").send().problem(400, "invalid-request");
    assertThat(
            world
                .admin("exportZone", "brand")
                .query("from", "2026-11-02T12:00:00Z")
                .query("to", "2026-11-02T11:59:59Z")
                .send()
                .problem(400, "invalid-request"))
        .contains("from", "to");
  }

  @Test
  void aKeyIsNeeded() {
    world.api.call("exportCurve", tweet.id()).send().problem(401, "key-required");
    world.api.call("exportZone", "brand").send().problem(401, "key-required");
  }

  @Test
  void aFailureBeforeTheFirstLineIsAProblem() {
    world.stores.sql("drop table twitter_engagement_history");

    world.admin("exportCurve", tweet.id()).send().problem(500, "internal");
    world.admin("exportZone", "brand").send().problem(500, "internal");
  }
}
