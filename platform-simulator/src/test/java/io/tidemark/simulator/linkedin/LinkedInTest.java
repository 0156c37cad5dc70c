package io.tidemark.simulator.linkedin;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.linkedin.LinkedInCaller.data;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.meter.Platform;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkedInTest {

  private static final String BUSY = "mira-holt";

  private final RunningSimulator world = new RunningSimulator();
  private final LinkedIn linkedIn = world.simulator.linkedin();
  private final LinkedInCaller scraper = new LinkedInCaller(world);

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aPostHasTheCapturedShapeAndNoCounterThatIsZero() {
    linkedIn.author("ada-lovelace");
    LinkedInPost post =
        linkedIn.publish(
            LinkedInDraft.by("ada-lovelace")
                .withText("Küste")
                .at(NOON.minus(Duration.ofHours(4)))
                .with(PostMedia.IMAGE)
                .growing(ScriptedGrowth.always(new SimulatedCounters(1, 3, 40, 0, 900, 0))));

    JsonObject page = scraper.page("ada-lovelace", "");

    assertThat(page.getString("message")).isEqualTo("ok");
    assertThat(page.getJsonObject("paging"))
        .isEqualTo(new JsonObject("{\"count\":1,\"start\":0,\"pagination_token\":\"\"}"));
    JsonObject shown = data(page).getFirst();
    assertThat(shown.getString("urn")).isEqualTo(post.urn()).matches("[0-9]{19}");
    assertThat(shown.getString("share_urn")).isEqualTo(post.shareUrn());
    assertThat(shown.getString("text")).isEqualTo("Küste");
    assertThat(shown.getString("posted")).isEqualTo("2026-03-10 08:00:00");
    assertThat(shown.getString("time")).isEqualTo("4h");
    assertThat(shown.getBoolean("reshared")).isFalse();
    assertThat(shown.getLong("num_likes")).isEqualTo(30);
    assertThat(shown.getLong("num_empathy")).isEqualTo(4);
    assertThat(shown.getLong("num_comments")).isEqualTo(3);
    assertThat(shown.getLong("num_reposts")).isEqualTo(1);
    assertThat(shown.containsKey("num_entertainments")).isFalse();
    assertThat(shown.getJsonObject("poster").getString("public_id")).isEqualTo("ada-lovelace");
    assertThat(shown.getJsonObject("poster").getString("last")).isEqualTo("Lovelace");
    assertThat(shown.getJsonArray("images").getJsonObject(0).getString("url"))
        .matches("https://media\\.licdn\\.com/dms/image/v2/.+\\?e=[0-9]+&v=beta&t=[0-9a-f]{8}");
  }

  @Test
  void theNextPageNeedsBothTheStartAndTheToken() {
    JsonObject first = scraper.page(BUSY, "&start=0&pagination_token=");
    String token = first.getJsonObject("paging").getString("pagination_token");
    linkedIn.publish(LinkedInDraft.by(BUSY));

    JsonObject second = scraper.page(BUSY, "&start=50&pagination_token=" + token);

    assertThat(first.getJsonArray("data")).hasSize(50);
    assertThat(second.getJsonObject("paging").getInteger("start")).isEqualTo(50);
    assertThat(second.getJsonObject("paging").getString("pagination_token")).isEmpty();
    Set<String> all = new HashSet<>(urns(first));
    all.addAll(urns(second));
    assertThat(all).hasSize(50 + second.getJsonArray("data").size()).hasSizeGreaterThan(60);
    String newest = scraper.data(BUSY).getFirst().getString("urn");
    for (String half :
        List.of("&start=50", "&pagination_token=" + token, "&start=50&pagination_token=bm8")) {
      assertThat(urns(scraper.page(BUSY, half))).as(half).startsWith(newest);
    }
  }

  @Test
  void theTokenMayStandAtTheRoot() {
    world.simulator.change(s -> s.linkedInTokenAtRoot(true));

    JsonObject page = scraper.page(BUSY, "");

    assertThat(page.getString("pagination_token")).isNotEmpty();
    assertThat(page.getJsonObject("paging").containsKey("pagination_token")).isFalse();
  }

  @Test
  void sevenOfFiftyPostsComeWithoutTheirPoster() {
    List<JsonObject> posts = scraper.data(BUSY);

    List<JsonObject> bare = posts.stream().filter(post -> !post.containsKey("poster")).toList();

    assertThat(bare)
        .hasSize(7)
        .allMatch(post -> post.getString("poster_linkedin_url").contains("linkedin.com/in/"));
  }

  @Test
  void resharesCarryTheSameContentUnderUrnsOfTheirOwn() {
    List<JsonObject> reshares =
        scraper.data(BUSY).stream().filter(post -> post.getBoolean("reshared")).toList();

    assertThat(reshares).hasSizeGreaterThan(5);
    assertThat(reshares).extracting(post -> post.getString("urn")).doesNotHaveDuplicates();
    Set<String> shared = new HashSet<>();
    reshares.forEach(post -> shared.add(post.getString("share_urn")));
    assertThat(shared.size()).isLessThan(reshares.size());
    assertThat(reshares)
        .filteredOn(post -> post.containsKey("poster"))
        .allMatch(post -> !post.getJsonObject("poster").getString("public_id").equals(BUSY));

    LinkedInPost original = linkedIn.publish(LinkedInDraft.by(BUSY).withText("Mine"));
    linkedIn.author("echo-echo");
    LinkedInPost echo = linkedIn.publish(LinkedInDraft.by("echo-echo").resharing(original));
    JsonObject shown = scraper.data("echo-echo").getFirst();
    assertThat(shown.getString("text")).isEqualTo("Mine");
    assertThat(shown.getString("urn")).isEqualTo(echo.urn()).isNotEqualTo(original.urn());
    assertThat(shown.getString("share_urn")).isEqualTo(original.shareUrn());
    assertThat(shown.getJsonObject("poster").getString("public_id")).isEqualTo(BUSY);
  }

  @Test
  void theAddressOfAPostChangesItsFormButNotItsActivity() {
    linkedIn.author("ada-lovelace");
    String urn = linkedIn.publish(LinkedInDraft.by("ada-lovelace")).urn();
    Set<String> forms = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      forms.add(scraper.data("ada-lovelace").getFirst().getString("post_url"));
    }

    assertThat(forms).hasSize(4);
    Pattern activity = Pattern.compile("activity[:-]([0-9]{19})");
    for (String form : forms) {
      Matcher matcher = activity.matcher(form);
      assertThat(matcher.find()).as(form).isTrue();
      assertThat(matcher.group(1)).isEqualTo(urn);
    }
  }

  @Test
  void authorsGoOnPostingAsTheClockDoesAndTheirCountersGrow() {
    JsonObject before = scraper.page(BUSY, "");
    long reactions = reactions(before);
    world.clock.advance(Duration.ofDays(7));

    List<JsonObject> after = scraper.data(BUSY);

    List<String> fresh = new ArrayList<>(after.stream().map(LinkedInTest::urn).toList());
    fresh.removeAll(urns(before));
    assertThat(fresh).hasSizeBetween(4, 7);
    long grown =
        linkedIn.shown(linkedIn.author(BUSY)).stream()
            .filter(post -> urns(before).contains(post.urn()))
            .mapToLong(post -> post.countersAt(world.clock.instant()).likes())
            .sum();
    assertThat(grown).isGreaterThan(reactions);
    world.clock.advance(Duration.ofDays(-7));
    assertThat(urns(scraper.page(BUSY, ""))).isEqualTo(urns(before));
  }

  @Test
  void whatIsDeletedIsLeftOut() {
    String urn = urn(scraper.data(BUSY).getFirst());
    linkedIn.delete(urn);

    assertThat(urns(scraper.page(BUSY, ""))).doesNotContain(urn);
    assertThat(linkedIn.post(urn)).isPresent();
  }

  @Test
  void aProfileThatIsNotThereIsScrapedInVain() {
    JsonObject page = scraper.page("nobody-here", "");

    assertThat(page.getJsonArray("data")).isEmpty();
    assertThat(
            RunningSimulator.await(
                    world.askingWith(LinkedInCaller.KEYS, "/get-profile-posts?linkedin_url=x"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void theMeterCountsByAuthor() {
    scraper.posts(BUSY);
    scraper.posts(BUSY);
    scraper.posts("nobody-here");

    var totals = world.simulator.meter().totals(Platform.LINKEDIN, "/get-profile-posts");
    assertThat(totals.calls()).isEqualTo(3);
    assertThat(totals.idsAsked()).isEqualTo(2);
    assertThat(totals.tweetsReturned()).isEqualTo(100);
    assertThat(world.simulator.meter().account(BUSY).calls()).isEqualTo(2);
  }

  private long reactions(JsonObject page) {
    return urns(page).stream()
        .mapToLong(urn -> linkedIn.post(urn).orElseThrow().countersAt(NOON).likes())
        .sum();
  }

  private static List<String> urns(JsonObject page) {
    return data(page).stream().map(LinkedInTest::urn).toList();
  }

  private static String urn(JsonObject post) {
    return post.getString("urn");
  }
}
