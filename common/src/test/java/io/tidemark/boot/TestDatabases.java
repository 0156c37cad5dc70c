package io.tidemark.boot;

import io.tidemark.postgres.Postgres;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Vertx;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Migrated databases without a row that a test wrote. The schema is made once for a test run and
 * copied; a copy costs some seven hundred files, so a database that a test has left is emptied for
 * the next one. An event trigger notes whether a test changed the schema: only then the schema is
 * mended and compared, and a database that differs is given to nobody again.
 */
final class TestDatabases {

  private final LocalStores stores;
  private final Deque<String> left = new ArrayDeque<>();
  private final Map<String, Integer> users = new HashMap<>();

  /** A session for each database: one that knows the catalog already empties it in a tenth. */
  private final Map<String, Connection> sessions = new ConcurrentHashMap<>();

  private @Nullable String template;

  TestDatabases(LocalStores stores) {
    this.stores = stores;
  }

  /**
   * @return its {@code postgresql://} URL, which has one user
   */
  String take() {
    String url = poll();
    while (url != null && !isReset(url)) {
      url = poll();
    }
    String taken = url == null ? stores.copyOf(template()) : url;
    synchronized (this) {
      users.put(taken, 1);
    }
    return taken;
  }

  private synchronized @Nullable String poll() {
    return left.poll();
  }

  /** Counts a further user, if the database is one of these. */
  synchronized void use(String url) {
    if (left.contains(url)) {
      throw new IllegalStateException("a test closed all that used its database, which is gone");
    }
    users.computeIfPresent(url, (known, count) -> count + 1);
  }

  /** With its last user a database is another test's. It may still have connections. */
  synchronized void leave(String url) {
    if (users.containsKey(url) && users.merge(url, -1, Integer::sum) == 0) {
      users.remove(url);
      left.add(url);
    }
  }

  private synchronized String template() {
    if (template == null) {
      String url = stores.newDatabase();
      Vertx vertx = Vertx.vertx();
      TestFoundation.await(Postgres.migrate(vertx, URI.create(url)));
      TestFoundation.await(vertx.close());
      execute(url, REMEMBER);
      template = url;
    }
    return template;
  }

  private boolean isReset(String url) {
    try (var statement = session(url).createStatement();
        var rows = statement.executeQuery("select pristine.reset()")) {
      rows.next();
      return rows.getBoolean(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the database of a test could not be emptied", e);
    }
  }

  /** Only the test that takes the database uses it; the test before may have ended it. */
  private Connection session(String url) throws SQLException {
    Connection known = sessions.get(url);
    if (known == null || !known.isValid(10)) {
      known = connect(url);
      sessions.put(url, known);
    }
    return known;
  }

  private static void execute(String url, String sql) {
    try (Connection connection = connect(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("the databases of the tests have no template", e);
    }
  }

  private static Connection connect(String url) throws SQLException {
    URI database = URI.create(url);
    String[] login = database.getUserInfo().split(":", 2);
    DriverManager.setLoginTimeout((int) TimeUnit.MINUTES.toSeconds(1));
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d%s"
            .formatted(database.getHost(), database.getPort(), database.getPath()),
        login[0],
        login[1]);
  }

  /**
   * What a migrated database is like, and a function that makes one like it again. Partitions of
   * the days on which the tests' trackers live are a part of it: making and dropping them took
   * longer than most tests.
   */
  private static final String REMEMBER =
      """
      do $$
      declare
        parent name;
        day date;
      begin
        for parent in
          select relname from pg_class
          where relkind = 'p' and relnamespace = 'public'::regnamespace
        loop
          for day in select generate_series(date '2026-11-01', '2026-11-08', '1 day') loop
            execute format('create table public.%I (like public.%I including all)',
              parent || to_char(day, '_YYYYMMDD'), parent);
            execute format('alter table public.%I attach partition public.%I'
              ' for values from (%L) to (%L)', parent, parent || to_char(day, '_YYYYMMDD'),
              day || ' 00:00+00', day + 1 || ' 00:00+00');
          end loop;
        end loop;
      end
      $$;

      create schema pristine;

      create view pristine.relations as
        select c.oid, c.relname, c.relkind
        from pg_class c
        where c.relnamespace = 'public'::regnamespace
          and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f');

      create view pristine.functions as
        select p.oid, p.oid::regprocedure::text as signature
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');

      create view pristine.triggers as
        select t.tgname, t.tgrelid::regclass::text as relation
        from pg_trigger t
        where not t.tgisinternal
          and t.tgparentid = 0;

      create view pristine.schema_now as
        select md5(string_agg(part, ',' order by part)) as digest
        from (
          select 'column ' || concat_ws(' ', a.attrelid::regclass, a.attname, a.atttypid,
              a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as part
          from pg_attribute a
          join pristine.relations r on r.oid = a.attrelid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attnum > 0 and not a.attisdropped
          union all
          select 'constraint ' || conrelid::regclass::text || ' ' || pg_get_constraintdef(oid)
          from pg_constraint
          where connamespace = 'public'::regnamespace
          union all
          select 'index ' || pg_get_indexdef(i.indexrelid) || i.indisvalid::text
          from pg_index i
          join pristine.relations r on r.oid = i.indrelid
          union all
          select 'trigger ' || pg_get_triggerdef(t.oid) || t.tgenabled::text
          from pg_trigger t
          join pristine.relations r on r.oid = t.tgrelid
          where not t.tgisinternal
          union all
          select 'function ' || f.signature || md5(p.prosrc)
          from pristine.functions f
          join pg_proc p on p.oid = f.oid
          union all
          select 'inheritance ' || inhrelid::regclass::text || inhparent::regclass || inhdetachpending::text
          from pg_inherits
          union all
          select 'extension ' || extname::text || extversion from pg_extension
          union all
          select 'type ' || typname from pg_type
          where typnamespace = 'public'::regnamespace
          union all
          select 'enum ' || enumtypid::regtype::text || enumlabel from pg_enum
          union all
          select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_(temp|toast_temp)'
        ) parts;

      create table pristine.had_relations as select relname from pristine.relations;
      create table pristine.had_functions as select signature from pristine.functions;
      create table pristine.had_triggers as select tgname, relation from pristine.triggers;
      create table pristine.rows (relname name, columns text);

      do $$
      declare
        one record;
        filled boolean;
      begin
        for one in select relname from pristine.relations where relkind = 'r' loop
          execute format('select exists (select from public.%I)', one.relname) into filled;
          if filled then
            execute format('create table pristine.%I as table public.%I',
              'rows_' || one.relname, one.relname);
            insert into pristine.rows
            select one.relname, string_agg(quote_ident(attname), ', ')
            from pg_attribute
            where attrelid = format('public.%I', one.relname)::regclass
              and attnum > 0 and not attisdropped and attgenerated = '';
          end if;
        end loop;
      end
      $$;

      create table pristine.sequences as
        select c.oid::regclass as relation, s.seqstart,
          pg_sequence_last_value(s.seqrelid) as last_value
        from pg_sequence s
        join pg_class c on c.oid = s.seqrelid
        where c.relnamespace = 'public'::regnamespace;

      create table pristine.changes (noted_at timestamptz default clock_timestamp());

      create function pristine.note_change() returns event_trigger
      language plpgsql security definer as $$
      begin
        insert into pristine.changes default values;
      end
      $$;

      create function pristine.mend_schema() returns boolean language plpgsql as $$
      declare
        one record;
      begin
        for one in
          select t.* from pristine.triggers t
          left join pristine.had_triggers h using (tgname, relation)
          where h.tgname is null
        loop
          execute format('drop trigger if exists %I on %s', one.tgname, one.relation);
        end loop;
        for one in
          select r.* from pristine.relations r
          left join pristine.had_relations h using (relname)
          where h.relname is null
        loop
          execute format('drop %s if exists public.%I cascade',
            case one.relkind when 'v' then 'view' when 'm' then 'materialized view'
              when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end,
            one.relname);
        end loop;
        for one in
          select f.* from pristine.functions f
          left join pristine.had_functions h using (signature)
          where h.signature is null
        loop
          execute format('drop function if exists %s cascade', one.signature);
        end loop;
        return (select digest from pristine.schema_now)
            = (select digest from pristine.had_schema)
          and not exists ( -- one that a test made again has the name and is another
            select from pristine.sequences s
            left join pg_class c on c.oid = s.relation
            where c.oid is null);
      end
      $$;

      -- Written out table by table, so that a session plans each statement once.
      do $$
      begin
        execute format(
          'create function pristine.empty() returns void language plpgsql as $f$ begin %s end $f$',
          (select string_agg(format(
              'if exists (select from public.%1$I) then'
              ' if pg_relation_size(%2$L) > 262144 then truncate public.%1$I cascade;'
              ' else delete from public.%1$I; end if; end if;',
              relname, 'public.' || quote_ident(relname)), ' ')
            from pristine.relations where relkind = 'r'));
      end
      $$;

      create function pristine.reset() returns boolean language plpgsql as $$
      declare
        one record;
      begin
        set local session_replication_role = replica; -- no trigger, no foreign key
        set local client_min_messages = warning;
        perform pg_terminate_backend(pid, 10000)
        from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid();

        if exists (select from pristine.changes) then
          if not pristine.mend_schema() then
            return false;
          end if;
          delete from pristine.changes;
        end if;
        perform pristine.empty();
        for one in select * from pristine.rows loop
          execute format('insert into public.%I (%s) overriding system value'
            ' select %s from pristine.%I',
            one.relname, one.columns, one.columns, 'rows_' || one.relname);
        end loop;
        perform setval(relation, coalesce(last_value, seqstart), last_value is not null)
        from pristine.sequences
        where pg_sequence_last_value(relation) is distinct from last_value;
        return true;
      end
      $$;

      create table pristine.had_schema as select digest from pristine.schema_now;

      create event trigger pristine_changes on ddl_command_end
        execute function pristine.note_change();
      """;
}
