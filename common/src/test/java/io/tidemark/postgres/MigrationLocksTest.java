package io.tidemark.postgres;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads migrations for statements that lock an existing table while they scan or rewrite it, or
 * that take away what processes of the version before use: both versions run during an upgrade.
 */
class MigrationLocksTest {

  private static final Path FOLDER = Path.of("../common/src/main/resources/db/migration");

  /** The last one from before the rule. */
  private static final int BEFORE = 18;

  /** Files that Flyway reads: those of a version, of which it may have several parts. */
  private static final Pattern MIGRATION = Pattern.compile("V(\\d+)([._]\\d+)*__.*\\.sql");

  /**
   * Statements of files that have run on databases of users and cannot change any more, by the
   * words that they begin with. What they cost is told in docs/upgrading.md.
   */
  private static final Map<String, List<String>> LANDED =
      Map.of(
          // Few rows have a time before the first tweet or after their arrival.
          "V21.2__times.sql", List.of("update twitter_tweets", "update dao_tweets"),
          // Sets a timeout of its own, which lets readers wait for five seconds.
          "V22__doubt.sql", List.of("set local lock_timeout"),
          // Writes each stopped tweet, each post with a hook and each vector once.
          "V25_2__older_rows.sql",
              List.of(
                  "update twitter_engagement_tracking",
                  "update viral_posts_bank",
                  "update post_vectors"));

  /** A statement that is one of the forms below and yet right says why, in a comment above it. */
  private static final String EXCUSE = "-- lock:";

  private static final Pattern CREATED =
      Pattern.compile("create (?:unlogged )?table (?:if not exists )?(\\w+)");
  private static final Pattern INDEXED =
      Pattern.compile("create (?:unique )?index (?!concurrently\\b).*?\\bon (?:only )?(\\w+)");
  private static final Pattern ALTERED =
      Pattern.compile("alter table (?:if exists )?(?:only )?(\\w+) (.*)");
  private static final Pattern EMPTIED =
      Pattern.compile(
          "(?:drop table|truncate|lock table|lock|cluster|vacuum full|reindex table)"
              + " (?:if exists )?(?:only )?(\\w+)(?: .*)?");
  private static final Pattern REWRITTEN =
      Pattern.compile("(?:update|delete from) (?:only )?(\\w+) .*");
  private static final Pattern TIMEOUT = Pattern.compile("set (?:local |session )?lock_timeout.*");

  /** A block that is run at once, unlike the body of a function. */
  private static final Pattern RUN_AT_ONCE =
      Pattern.compile(
          "\\bdo (?:language plpgsql )?\\$(\\w*)\\$(.*?)\\$\\1\\$",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** What may stand before the first word of a statement in a block. */
  private static final Pattern IN_BLOCK =
      Pattern.compile("^(?:begin|loop|else|(?:els)?if .*? then|(?:for|while) .*? loop) ");

  private static final Map<String, Pattern> FORMS_OF_ALTER =
      new TreeMap<>(
          Map.of(
              "changes a type, which rewrites the table",
              Pattern.compile("alter (?:column )?\\w+ (?:set data )?type "),
              "scans for nulls; add a check as not valid and validate it in a later migration",
              Pattern.compile("set not null"),
              "scans for a constraint; add it as not valid and validate it in a later migration",
              Pattern.compile("add (?:constraint \\w+ )?(?:check|foreign key)(?!.*not valid)"),
              "builds an index; build it concurrently and add the constraint using it",
              Pattern.compile("add (?:constraint \\w+ )?(?:primary key|unique)(?! using)"),
              "fills the new column of every row",
              Pattern.compile(
                  "add (?:column )?(?:if not exists )?\\w+ .*(?:generated always as|"
                      + "default (?:gen_random_uuid|clock_timestamp|random|nextval))"),
              "takes away or renames what the version before uses",
              Pattern.compile("drop column|rename ")));

  @Test
  void newMigrationsDoNotStopTheProcessesOfBefore() throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Matcher version = MIGRATION.matcher(name);
        if (!version.matches()) {
          assertThat(name).as("a file that this test does not know").endsWith(".sql.conf");
        } else if (Integer.parseInt(version.group(1)) > BEFORE) {
          List<String> landed = LANDED.getOrDefault(name, List.of());
          List<String> dangers = new ArrayList<>(dangers(Files.readString(file)));
          assertThat(landed)
              .as("exceptions of %s that it needs", name)
              .allMatch(words -> dangers.stream().anyMatch(danger -> danger.startsWith(words)));
          dangers.removeIf(danger -> landed.stream().anyMatch(danger::startsWith));
          if (!dangers.isEmpty()) {
            found.put(name, dangers);
          }
        }
      }
    }
    assertThat(found).as("see CONTRIBUTING.md, Migrations").isEmpty();
  }

  @Test
  void outsideATransactionIndexesAreBuiltConcurrentlyAndNothingElse() throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".sql")).toList()) {
        Path conf = file.resolveSibling(file.getFileName() + ".conf");
        boolean outside =
            Files.exists(conf) && Files.readString(conf).contains("executeInTransaction=false");
        List<String> wrong = outside ? unfitOutside(Files.readString(file)) : List.of();
        if (!wrong.isEmpty()) {
          found.put(file.getFileName().toString(), wrong);
        }
      }
    }
    assertThat(found).as("see CONTRIBUTING.md, Migrations").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently a on timers (due_at);", // finds the invalid one of before
        "create index concurrently if not exists a on timers (due_at);",
        "drop index concurrently if exists a; create index concurrently b on timers (due_at);",
        "drop index if exists a;",
        "drop index concurrently if exists a; create index a on timers (due_at);",
        "alter table timers add column a int;",
        "alter table timers validate constraint c;",
        "update timers set token = 0;"
      })
  void whatHasNoPlaceOutsideATransactionIsFound(String sql) {
    assertThat(unfitOutside(sql)).hasSize(1);
  }

  @Test
  void anIndexThatIsDroppedAndBuiltConcurrentlyHasAPlaceThere() {
    assertThat(
            unfitOutside(
                "-- It may be there; invalid.\nDROP INDEX CONCURRENTLY IF EXISTS a;\n"
                    + "create unique index concurrently a on timers (due_at) where token > 0;"))
        .isEmpty();
  }

  private static final Pattern DROPPED_FIRST =
      Pattern.compile("drop index concurrently if exists (\\w+)");
  private static final Pattern BUILT =
      Pattern.compile("create (?:unique )?index concurrently (?!if )(\\w+) on .*");

  /** Without a transaction nothing is undone, and there is no lock timeout. */
  private static List<String> unfitOutside(String sql) {
    Set<String> dropped = new HashSet<>();
    List<String> unfit = new ArrayList<>();
    for (String raw : sql.replaceAll("--[^\\n]*", "").split(";")) {
      String statement = raw.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
      Matcher drop = DROPPED_FIRST.matcher(statement);
      Matcher build = BUILT.matcher(statement);
      if (drop.matches()) {
        dropped.add(drop.group(1));
      } else if (!statement.isEmpty() && !(build.matches() && dropped.contains(build.group(1)))) {
        unfit.add(statement);
      }
    }
    return unfit;
  }

  @ParameterizedTest
  @ValueSource(strings = {"V26__a.sql", "V26.1__a.sql", "V26_1__a_b.sql", "V26.1.2__a.sql"})
  void everyFormOfAVersionIsRead(String name) {
    assertThat(name).matches(MIGRATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index on timers (due_at);",
        "create unique index if not exists a on timers (due_at);",
        "ALTER TABLE timers\n  ALTER COLUMN kind TYPE varchar(10);",
        "alter table timers alter kind set not null;",
        "alter table timers add constraint c check (token > 0);",
        "alter table timers add foreign key (a) references pods (id);",
        "alter table timers add constraint c unique (subject);",
        "alter table timers add primary key (subject);",
        "alter table timers add column a uuid default gen_random_uuid();",
        "alter table timers add column a int generated always as (1) stored;",
        "alter table timers drop column token;",
        "alter table timers rename column token to t;",
        "alter table timers rename to alarms;",
        "drop table timers;",
        "lock table timers in exclusive mode;",
        "truncate timers;",
        "update timers set token = 0;",
        "delete from timers where token = 0;",
        "create table a (b int); create index on timers (due_at);",
        "do $$ begin update timers set token = 0; end $$;",
        "do $a$ begin loop exit when true; delete from timers where token = 0; end loop; end $a$;",
        "do $$ declare a int; begin if true then truncate timers; end if; end $$;",
        "set local lock_timeout = '5s';",
        "-- of the tallies' triggers\nupdate timers set kind = 'a';",
        "update twitter_tweets tweet set text = '';",
        "update only timers set token = 0;"
      })
  void whatLocksForLongIsFound(String sql) {
    assertThat(dangers(sql)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table a (b int); create index on a (b); alter table a alter b set not null;",
        "alter table timers add column a int;",
        "alter table timers add column a int not null default 0;",
        "alter table timers add constraint c check (token > 0) not valid;",
        "alter table timers validate constraint c;",
        "alter table timers add constraint c unique using index i;",
        "alter table timers set (fillfactor = 50);",
        "create index concurrently if not exists a on timers (due_at);",
        "insert into timers select 1;",
        "-- update timers set a = 1;",
        "-- lock: a handful of rows\nupdate timers set token = 0;",
        "create function f() returns trigger language plpgsql as $$"
            + " begin update timers set token = 0; return null; end $$;",
        "do $$ begin perform 1; end $$;",
        "create view v as select 1; comment on view v is 'update timers set a; b';"
      })
  void whatDoesNotIsLeftAlone(String sql) {
    assertThat(dangers(sql)).isEmpty();
  }

  private static List<String> dangers(String sql) {
    Set<String> own = new HashSet<>();
    List<String> dangers = new ArrayList<>();
    // A semicolon in a comment ends no statement.
    String run = withoutTexts(RUN_AT_ONCE.matcher(sql).replaceAll("; $2 ;"));
    for (String raw : run.replaceAll("(--[^\\n;]*);[^\\n]*", "$1").split(";")) {
      if (raw.contains(EXCUSE)) {
        continue;
      }
      String statement =
          outOfBlock(
              raw.lines()
                  .map(line -> line.replaceFirst("--.*", ""))
                  .collect(joining(" "))
                  .replaceAll("\\s+", " ")
                  .strip()
                  .toLowerCase(Locale.ROOT));
      Matcher created = CREATED.matcher(statement);
      if (created.lookingAt()) {
        own.add(created.group(1));
      }
      Matcher indexed = INDEXED.matcher(statement);
      if (indexed.lookingAt() && !own.contains(indexed.group(1))) {
        dangers.add(statement + ": locks out writers; build it concurrently");
      }
      Matcher altered = ALTERED.matcher(statement);
      if (altered.matches() && !own.contains(altered.group(1))) {
        FORMS_OF_ALTER.forEach(
            (why, form) -> {
              if (form.matcher(altered.group(2)).find()) {
                dangers.add(statement + ": " + why);
              }
            });
      }
      if (TIMEOUT.matcher(statement).matches()) {
        dangers.add(statement + ": lets readers wait longer than other migrations do");
      }
      Matcher emptied = EMPTIED.matcher(statement);
      if (emptied.matches() && !own.contains(emptied.group(1))) {
        dangers.add(statement + ": locks everybody out");
      }
      Matcher rewritten = REWRITTEN.matcher(statement);
      if (rewritten.matches() && !own.contains(rewritten.group(1))) {
        dangers.add(statement + ": keeps rows locked until the migration ends; do it in a duty");
      }
    }
    return dangers;
  }

  private static String outOfBlock(String statement) {
    Matcher inBlock = IN_BLOCK.matcher(statement);
    return inBlock.find() ? outOfBlock(statement.substring(inBlock.end())) : statement;
  }

  private static final Pattern COMMENTS_AND_TEXTS =
      Pattern.compile("--[^\\n]*|\\$(\\w*)\\$.*?\\$\\1\\$|'[^']*+(?:''[^']*+)*+'", Pattern.DOTALL);

  /** Texts and bodies of functions may hold anything; comments stay, and may hold an apostrophe. */
  private static String withoutTexts(String sql) {
    return COMMENTS_AND_TEXTS
        .matcher(sql)
        .replaceAll(
            part -> part.group().startsWith("--") ? Matcher.quoteReplacement(part.group()) : "''");
  }
}
