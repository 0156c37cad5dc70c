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

  private static final Path FOLDER = Path.of("src/main/resources/db/migration");

  /** The last one from before the rule. */
  private static final int BEFORE = 18;

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
  private static final Pattern REWRITTEN = Pattern.compile("(?:update|delete from) (\\w+) .*");

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
        Matcher version = Pattern.compile("V(\\d+)__.*").matcher(name);
        if (version.matches() && Integer.parseInt(version.group(1)) > BEFORE) {
          List<String> dangers = dangers(Files.readString(file));
          if (!dangers.isEmpty()) {
            found.put(name, dangers);
          }
        }
      }
    }
    assertThat(found).as("see CONTRIBUTING.md, Migrations").isEmpty();
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
        "create table a (b int); create index on timers (due_at);"
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
        "create view v as select 1; comment on view v is 'update timers set a; b';"
      })
  void whatDoesNotIsLeftAlone(String sql) {
    assertThat(dangers(sql)).isEmpty();
  }

  private static List<String> dangers(String sql) {
    Set<String> own = new HashSet<>();
    List<String> dangers = new ArrayList<>();
    // A semicolon in a comment ends no statement.
    for (String raw : withoutTexts(sql).replaceAll("(--[^\\n;]*);[^\\n]*", "$1").split(";")) {
      if (raw.contains(EXCUSE)) {
        continue;
      }
      String statement =
          raw.lines()
              .map(line -> line.replaceFirst("--.*", ""))
              .collect(joining(" "))
              .replaceAll("\\s+", " ")
              .strip()
              .toLowerCase(Locale.ROOT);
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

  /** Texts and bodies of functions may hold anything; comments stay. */
  private static String withoutTexts(String sql) {
    return Pattern.compile("\\$(\\w*)\\$.*?\\$\\1\\$|'[^']*+(?:''[^']*+)*+'", Pattern.DOTALL)
        .matcher(sql)
        .replaceAll("''");
  }
}
