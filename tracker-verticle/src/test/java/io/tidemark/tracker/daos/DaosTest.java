package io.tidemark.tracker.daos;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.history.Partitions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class DaosTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final Daos daos = new Daos(world.stores.pool());
  private Dao uniswap;

  @BeforeEach
  void oneDao() {
    uniswap =
        await(daos.add("uniswap_v3", "Uniswap", "Uniswap", true, TrackerWorld.START)).orElseThrow();
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aDaoHasAViewOfItsTweetsAndOfNoOthers() {
    Dao aave = await(daos.add("aave", "Aave", null, true, TrackerWorld.START)).orElseThrow();
    tweet(uniswap, "1");
    tweet(aave, "2");
    tweet(aave, "3");

    assertThat(world.stores.sql("select tweet_id, like_count from dao_uniswap_v3_tweets"))
        .extracting(row -> row.getString("tweet_id"))
        .containsExactly("1");
    assertThat(world.stores.sql("select tweet_id from dao_aave_tweets order by 1"))
        .extracting(row -> row.getString("tweet_id"))
        .containsExactly("2", "3");
  }

  @Test
  void aDaoThatIsInsertedBySqlHasItsViewUntilItIsDeletedBySql() {
    world.stores.sql("insert into daos (slug, twitter_handle) values ('maker', 'MakerDAO')");
    Dao maker = await(daos.find("maker")).orElseThrow();
    assertThat(maker.name()).isEqualTo("maker");
    assertThat(maker.enabled()).isTrue();
    tweet(maker, "4");
    assertThat(world.stores.sql("select tweet_id from dao_maker_tweets")).hasSize(1);

    world.stores.sql("update daos set slug = 'sky' where slug = 'maker'");
    assertThat(world.stores.sql("select tweet_id from dao_sky_tweets")).hasSize(1);

    world.stores.sql("delete from daos where slug = 'sky'");
    assertThat(
            world.stores.number(
                "select count(*) from pg_views where viewname in"
                    + " ('dao_sky_tweets', 'dao_maker_tweets')"))
        .isZero();
  }

  @Test
  void aSlugNamesOneDao() {
    assertThat(await(daos.add("uniswap_v3", "Other", null, true, TrackerWorld.START))).isEmpty();
    assertThat(await(daos.find("uniswap_v3"))).contains(uniswap);
    assertThat(await(daos.find("nobody"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_a",
        "A",
        "-a",
        "a b",
        "a\"; drop table daos; --",
        "a'",
        "ä",
        "a\n",
        "a2345678901234567890123456789012345678901x"
      })
  void whatCouldBreakTheNameOfAViewIsNoSlug(String slug) {
    assertThat(Daos.isSlug(slug)).isFalse();
    assertThatThrownBy(() -> await(daos.add(slug, "Bad", null, true, TrackerWorld.START)))
        .hasMessageContaining("daos_slug_check");
  }

  @Test
  void aSlugWithHyphensHasAViewOfItsOwn() {
    await(daos.add("gnosis-dao", "Gnosis", null, true, TrackerWorld.START));
    await(daos.add("gnosis_dao", "Another", null, true, TrackerWorld.START));

    assertThat(world.stores.sql("select * from \"dao_gnosis-dao_tweets\"")).isEmpty();
    assertThat(world.stores.sql("select * from dao_gnosis_dao_tweets")).isEmpty();
    assertThat(await(daos.remove("gnosis-dao"))).isTrue();
    assertThat(world.stores.sql("select * from dao_gnosis_dao_tweets")).isEmpty();
  }

  @Test
  void theLongestSlugHasAView() {
    String slug = "a".repeat(41);
    await(daos.add(slug, "Long", null, true, TrackerWorld.START));

    assertThat(world.stores.sql("select * from dao_" + slug + "_tweets")).isEmpty();
  }

  @Test
  void onlyWhatIsGivenChangesAndAnotherHandleForgetsTheAccount() {
    world.stores.sql("update daos set x_user_id = '42'");
    var later = TrackerWorld.START.plusSeconds(60);

    Dao renamed =
        await(daos.change("uniswap_v3", new Daos.Change("New", "UNISWAP", false), later))
            .orElseThrow();
    assertThat(renamed.name()).isEqualTo("New");
    assertThat(renamed.enabled()).isFalse();
    assertThat(renamed.updatedAt()).isEqualTo(later);
    assertThat(accounts()).as("the same handle in other letters").containsExactly("42");

    await(daos.change("uniswap_v3", new Daos.Change(null, "uni_dao", null), later));
    assertThat(accounts()).containsOnlyNulls();
    assertThat(await(daos.find("uniswap_v3")).orElseThrow().name()).isEqualTo("New");

    await(daos.change("uniswap_v3", new Daos.Change(null, "", null), later));
    assertThat(await(daos.find("uniswap_v3")).orElseThrow().twitterHandle()).isNull();
    assertThat(await(daos.change("nobody", new Daos.Change("x", null, null), later))).isEmpty();
  }

  @Test
  void aRemovedDaoLeavesNothingAndItsSlugIsFree() {
    tweet(uniswap, "1");
    await(Partitions.of(world.stores.app(), DaoSnapshots.TABLE).makeAhead(TrackerWorld.START));
    world.stores.sql(
        "insert into dao_tweet_snapshots (tweet_id, snapshot_at, cycle_id)"
            + " select id, '2026-11-02T10:00:00Z', 1 from dao_tweets");

    assertThat(await(daos.remove("uniswap_v3"))).isTrue();
    assertThat(await(daos.remove("uniswap_v3"))).isFalse();

    assertThat(world.stores.number("select count(*) from dao_tweets")).isZero();
    assertThat(world.stores.number("select count(*) from dao_tweet_snapshots")).isZero();
    assertThat(world.stores.number("select count(*) from pg_views where viewname like 'dao_%'"))
        .isZero();
    assertThat(await(daos.add("uniswap_v3", "Again", null, true, TrackerWorld.START))).isPresent();
  }

  @Test
  void pagesFollowTheSlugs() {
    await(daos.add("aave", "Aave", null, true, TrackerWorld.START));
    await(daos.add("zora", "Zora", null, true, TrackerWorld.START));

    List<Dao> first = await(daos.after("", 2));
    assertThat(first).extracting(Dao::slug).containsExactly("aave", "uniswap_v3");
    assertThat(await(daos.after("uniswap_v3", 2))).extracting(Dao::slug).containsExactly("zora");
  }

  private List<String> accounts() {
    return world.stores.sql("select x_user_id from daos").stream()
        .map(row -> row.getString("x_user_id"))
        .toList();
  }

  private void tweet(Dao dao, String id) {
    world.stores.sql(
        """
        insert into dao_tweets (
          dao_id, tweet_id, text, twitter_created_at, added_at, captured_at, swept_by)
        values (%d, '%s', '', now(), now(), now(), 1)
        """
            .formatted(dao.id(), id));
  }
}
