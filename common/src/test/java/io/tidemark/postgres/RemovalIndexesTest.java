package io.tidemark.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Deleting a row of an owner looks for what refers to it. Without an index that is a walk through a
 * table that grows for ever, for each row.
 */
@Tag("server")
class RemovalIndexesTest {

  private static final String WITHOUT_INDEX =
      """
      select refers.conrelid::regclass || '.' || attribute.attname
      from pg_constraint refers
      join pg_attribute attribute
        on attribute.attrelid = refers.conrelid and attribute.attnum = refers.conkey[1]
      where refers.contype = 'f'
        and refers.confrelid = any (array[
          'zones', 'twitter_lots', 'twitter_tweets', 'webhook_deliveries',
          'studio_workspaces', 'studio_accounts', 'studio_runs', 'studio_social_posts',
          'profiles', 'viral_posts_bank', 'sync_jobs']::regclass[])
        and not exists (
          select from pg_index
          where indrelid = refers.conrelid
            and indkey[0] = any (refers.conkey)
            and indpred is null
            and indisvalid)
      order by 1
      """;

  @Test
  void whatRefersToRowsThatAreDeletedInStepsIsFoundByAnIndex() {
    try (var stores = TestFoundation.lay(WorldClock.real(), Map.of())) {
      assertThat(stores.sql(WITHOUT_INDEX)).extracting(row -> row.getString(0)).isEmpty();
    }
  }
}
