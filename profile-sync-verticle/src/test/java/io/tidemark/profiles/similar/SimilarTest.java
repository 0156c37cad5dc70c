package io.tidemark.profiles.similar;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.access.Tenants;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.contract.Message.SimilarFound.Near;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.hooks.HookType;
import io.tidemark.profiles.hooks.HookTypes;
import io.tidemark.profiles.posts.EmbeddingQueue;
import io.tidemark.profiles.posts.QueuedPost;
import io.tidemark.profiles.style.Style;
import io.tidemark.profiles.style.Styles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same with and without pgvector; what only pgvector has is skipped where it is not. */
@Tag("server")
class SimilarTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final EmbeddingSpace SMALL = new EmbeddingSpace("small", 3);
  private static final EmbeddingSpace OTHER = new EmbeddingSpace("other", 3);

  private static TestFoundation stores;
  private static Similar similar;

  @BeforeAll
  static void lay() {
    stores = TestFoundation.lay(new SettableClock(NOON), Map.of());
    similar = new Similar(stores.pool());
  }

  @AfterAll
  static void close() {
    stores.close();
  }

  @BeforeEach
  void empty() {
    stores.sql("truncate profiles restart identity cascade");
    stores.sql(
        "insert into profiles (full_name, created_at, updated_at)"
            + " values ('ann', now(), now()), ('ben', now(), now()), ('all', now(), now())");
  }

  @Test
  void theNearestComeFirstWhateverTheLengthOfAVector() {
    long north = post(1, SMALL, 0, 5, 0);
    long northEast = post(2, SMALL, 1, 1, 0);
    long south = post(1, SMALL, 0, -1, 0);

    List<Near> found = find(SMALL, 10, null, Tenants.ALL, 0, 2, 0);

    assertThat(found).extracting(Near::post).containsExactly(north, northEast, south);
    assertThat(found.get(0).similarity()).isCloseTo(1, within(1e-6));
    assertThat(found.get(1).similarity()).isCloseTo(Math.sqrt(0.5), within(1e-6));
    assertThat(found.get(2).similarity()).isCloseTo(-1, within(1e-6));
    assertThat(find(SMALL, 1, null, Tenants.ALL, 0, 1, 0)).hasSize(1);
  }

  @Test
  void anotherSpaceIsNeverLookedAtAndAnotherTenantNeverSeen() {
    long ann = post(1, SMALL, 1, 0, 0);
    long ben = post(2, SMALL, 1, 0, 0);
    long foreign = post(1, OTHER, 1, 0, 0);

    assertThat(ids(find(SMALL, 10, null, Tenants.ALL, 1, 0, 0))).containsExactly(ann, ben);
    assertThat(ids(find(OTHER, 10, null, Tenants.ALL, 1, 0, 0))).containsExactly(foreign);
    assertThat(ids(find(SMALL, 10, 2L, Tenants.ALL, 1, 0, 0))).containsExactly(ben);
    assertThat(ids(find(SMALL, 10, null, Tenants.of(List.of("ws1")), 1, 0, 0)))
        .containsExactly(ann);
    assertThat(find(SMALL, 10, 2L, Tenants.of(List.of("ws1")), 1, 0, 0)).isEmpty();
    assertThat(find(SMALL, 10, null, Tenants.NONE, 1, 0, 0)).isEmpty();

    long everybodys = post(3, SMALL, 1, 0, 0);
    assertThat(ids(find(SMALL, 10, null, Tenants.of(List.of("ws1")), 1, 0, 0)))
        .containsExactly(ann, everybodys);
  }

  @Test
  void anotherModelIsMovedToPostByPost() {
    long moved = post(1, SMALL, 1, 0, 0);
    long settled = post(1, OTHER, 1, 0, 0);

    save(moved, OTHER, 0, 1, 0);

    assertThat(ids(find(OTHER, 10, null, Tenants.ALL, 1, 0, 0))).containsExactly(settled, moved);
    assertThat(find(SMALL, 10, null, Tenants.ALL, 1, 0, 0)).isEmpty();
  }

  @Test
  void postsOfAnotherModelAreQueuedAgainTheLatestFirst() {
    long fresh = post(1, null);
    List<Long> outdated = Stream.generate(() -> embedded(SMALL)).limit(3).toList();
    embedded(OTHER);
    assertThat(queued()).containsExactly(fresh);

    assertThat(requeueOutdated(2)).isEqualTo(2);
    assertThat(queued()).containsExactly(fresh, outdated.get(1), outdated.get(2));

    assertThat(requeueOutdated(2)).isEqualTo(1);
    assertThat(queued()).containsExactly(fresh, outdated.get(0), outdated.get(1), outdated.get(2));
    assertThat(requeueOutdated(2)).isZero();
  }

  private static int requeueOutdated(int limit) {
    return await(
        stores
            .pool()
            .withTransaction(
                transaction -> EmbeddingQueue.requeueOutdated(transaction, OTHER, limit)));
  }

  private static List<Long> queued() {
    return await(EmbeddingQueue.next(stores.pool(), NOON, null, 10)).stream()
        .map(QueuedPost::id)
        .toList();
  }

  private static long embedded(EmbeddingSpace space) {
    long post = post(1, space, 1, 0, 0);
    await(
        stores
            .pool()
            .withTransaction(transaction -> EmbeddingQueue.done(transaction, post, space)));
    return post;
  }

  @Test
  void whatIsNoVectorOfTheSpaceIsNotStored() {
    long post = post(1, null);

    assertThatThrownBy(() -> save(post, SMALL, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> save(post, SMALL, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> save(post, SMALL, 1, Float.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stores.number("select count(*) from post_vectors")).isZero();
  }

  @Test
  void anIndexIsPreparedWhereTheDatabaseCanHaveOne() {
    boolean has = await(VectorIndex.hasPgvector(stores.pool()));

    assertThat(await(new VectorIndex(stores.app().maintenance()).prepare(SMALL))).isEqualTo(has);
    assertThat(await(new VectorIndex(stores.app().maintenance()).prepare(SMALL))).isEqualTo(has);
  }

  @Test
  void withPgvectorTheIndexIsUsedAndFindsWhatTheExactSearchFinds() {
    Assumptions.assumeTrue(
        await(VectorIndex.hasPgvector(stores.pool())), "this PostgreSQL has no pgvector");
    var space = new EmbeddingSpace("indexed", 64);
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      post(1 + i % 2, space, random(random, 64));
    }
    await(new VectorIndex(stores.app().maintenance()).prepare(space));
    var large = new EmbeddingSpace("large", 3_072);
    long far = post(1, large, random(random, 3_072));
    assertThat(await(new VectorIndex(stores.app().maintenance()).prepare(large))).isTrue();
    stores.sql("analyze post_vectors");

    float[] asked = random(random, 64);
    List<Long> near = ids(await(similar.find(space, asked, 60, null, Tenants.ALL)));
    List<Long> exact =
        ids(await(similar.find(space, asked, 60, null, Tenants.of(List.of("ws1", "ws2")))));

    assertThat(near).hasSize(60);
    assertThat(exact).hasSize(60);
    assertThat(near.stream().filter(exact::contains).count()).isGreaterThanOrEqualTo(54);
    assertThat(ids(await(similar.find(large, random(random, 3_072), 5, null, Tenants.ALL))))
        .containsExactly(far);
    assertThat(plan(space)).contains("Index Scan using " + VectorIndex.name(space));
  }

  @Test
  void withPgvectorWhatAnAbortedBuildLeftIsBuiltAnew() {
    Assumptions.assumeTrue(
        await(VectorIndex.hasPgvector(stores.pool())), "this PostgreSQL has no pgvector");
    await(new VectorIndex(stores.app().maintenance()).prepare(SMALL));
    stores.sql(
        "update pg_index set indisvalid = false where indexrelid = to_regclass('%s')"
            .formatted(VectorIndex.name(SMALL)));

    assertThat(await(new VectorIndex(stores.app().maintenance()).prepare(SMALL))).isTrue();
  }

  /** On so few rows the planner would rather sort. */
  private static String plan(EmbeddingSpace space) {
    String asked =
        VectorIndex.expression(
            "array_fill(1::float4, array[%d])".formatted(space.dimensions()), space);
    return StreamSupport.stream(
            await(
                    stores
                        .pool()
                        .query(
                            "set local enable_seqscan = off; set local enable_sort = off;"
                                + " explain select post_id from post_vectors where %s order by %s <=> %s limit 5"
                                    .formatted(
                                        VectorIndex.condition(space),
                                        VectorIndex.expression("components", space),
                                        asked))
                        .execute())
                .next()
                .next()
                .spliterator(),
            false)
        .map(row -> row.getString(0))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theSearchWithoutAnIndexIsMeasured() {
    var space = new EmbeddingSpace("measured", 384);
    stores.sql(
        """
        with made as (
          insert into viral_posts_bank (author_id, post_url, hook, content, created_at, updated_at,
            needs_embedding, needs_hook_classification)
          select 1, 'u' || n, 'x', 'x', now(), now(), true, true from generate_series(1, 2000) n
          returning id)
        insert into post_vectors (post_id, model, dimensions, components)
        select id, 'measured', 384, array(select (random() - 0.5)::float4 from generate_series(1, 384) where id > 0)
        from made
        """);

    long began = System.nanoTime();
    List<Near> found =
        await(
            similar.find(space, random(new Random(1), 384), 10, null, Tenants.of(List.of("ws1"))));

    assertThat(found).hasSize(10);
    System.out.printf(
        "2000 vectors of 384 dimensions searched in %d ms, pgvector: %s%n",
        (System.nanoTime() - began) / 1_000_000, await(VectorIndex.hasPgvector(stores.pool())));
  }

  @Test
  void aTypeOfHooksThatIsDeletedLeavesItsPostsToBeClassifiedAnew() {
    var types = new HookTypes(stores.pool());
    var type = new HookType("recipe", "Recipe", "Bakes.", List.of("Bread."));
    await(types.put(type, NOON));
    await(types.put(new HookType("recipe", "Recipe", "Cooks.", List.of()), NOON));
    long post = post(1, null);
    stores.sql(
        "update viral_posts_bank set hook_type = 'recipe', hook_confidence = 1,"
            + " needs_hook_classification = false");

    assertThat(await(types.list())).contains(new HookType("recipe", "Recipe", "Cooks.", List.of()));
    assertThat(await(types.delete("recipe"))).isTrue();
    assertThat(await(types.delete("recipe"))).isFalse();

    assertThat(await(types.list())).hasSize(12);
    assertThat(
            stores.number(
                "select id from viral_posts_bank where hook_type is null and"
                    + " needs_hook_classification"))
        .isEqualTo(post);
  }

  @Test
  void theStyleOfTheLastFiftyPostsIsKeptWithTheAuthor() {
    stores.sql(
        """
        insert into viral_posts_bank (author_id, post_url, hook, content, posted_at, created_at,
          updated_at, needs_embedding, needs_hook_classification)
        select 1, 'u' || n, 'x', repeat('word ', n), timestamptz '2026-01-01Z' + n * interval '1 day',
          now(), now(), true, true
        from generate_series(1, 60) n
        """);

    await(
        stores
            .pool()
            .withTransaction(
                connection ->
                    Styles.latest(connection, 1)
                        .compose(posts -> Styles.save(connection, 1, Style.of(posts), NOON))));

    assertThat(stores.number("select (style ->> 'posts')::bigint from profiles where id = 1"))
        .isEqualTo(50);
    assertThat(
            stores.number(
                "select (style -> 'words' ->> 'mean')::float8::bigint from profiles where id = 1"))
        .isEqualTo(36);
  }

  private static float[] random(Random random, int dimensions) {
    float[] values = new float[dimensions];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static long post(long author, EmbeddingSpace space, float... values) {
    long id =
        stores.number(
            ("insert into viral_posts_bank (author_id, workspace_id, post_url, hook, content,"
                    + " created_at, updated_at, needs_embedding, needs_hook_classification) select"
                    + " %1$d, nullif('ws%1$d', 'ws3'), 'u' || count(*), 'x', 'x', now(), now(), true,"
                    + " true from viral_posts_bank returning id")
                .formatted(author));
    if (space != null) {
      save(id, space, values);
    }
    return id;
  }

  private static void save(long post, EmbeddingSpace space, float... values) {
    await(
        stores.pool().withTransaction(connection -> Vectors.save(connection, post, space, values)));
  }

  private static List<Near> find(
      EmbeddingSpace space, int limit, Long profile, Tenants tenants, float... vector) {
    return await(similar.find(space, vector, limit, profile, tenants));
  }

  private static List<Long> ids(List<Near> posts) {
    return posts.stream().map(Near::post).toList();
  }
}
