-- Durable due times of every kind of work. One narrow row per thing that will happen again; a
-- finished thing has no row. The claim reads (kind, due_at); everything else about the thing
-- stands in its own table.
create table timers (
  kind         text        not null,
  subject      bigint      not null,
  due_at       timestamptz not null,           -- by the application's clock
  leased_until timestamptz,                    -- by the database's clock: pods' clocks differ
  token        bigint      not null default 0, -- grows with every claim; fences a late writer
  primary key (kind, subject)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index timers_due on timers (kind, due_at);

-- A credential that must not be used for a while (429, 402, dead key), for all pods and restarts.
create table upstream_pauses (
  upstream     text        not null,
  credential   text        not null,
  paused_until timestamptz not null,           -- by the application's clock
  reason       text        not null,
  since        timestamptz not null,
  primary key (upstream, credential)
);
