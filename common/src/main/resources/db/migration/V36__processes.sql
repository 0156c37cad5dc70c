-- One row for each process, in place of pods, budget_pods and pod_signs. Processes of the version
-- before go on with those names, which are views now: see docs/decisions/0021-processes.md.

-- lock: a row for each process; all at once, so that no heartbeat falls between
lock table pods, budget_pods, pod_signs in access exclusive mode;

-- lock: the view below has the name and its columns
alter table pods rename to processes;
-- lock: as above
alter table processes rename column name to label;

-- lock: a row for each process
alter table processes
  alter column label drop not null,
  alter column since drop not null, -- null: never had the session lock of its id
  alter column since drop default,
  add column name          text unique, -- host, process id and a random part; null once declared dead and registered anew
  add column role          text,        -- null: of the version before
  add column started_at    timestamptz not null default now(),
  add column seen_at       timestamptz not null default now(), -- the last heartbeat, by the database's clock
  add column without_redis boolean     not null default false,
  add column upstreams     text[],      -- the platforms it calls; null: it shares no quota
  add column breakers      jsonb,       -- the states of its circuit breakers by platform
  set (fillfactor = 50);

insert into processes (name, seen_at, without_redis, upstreams)
select pod, seen_at, without_redis, upstreams
from budget_pods;

insert into processes (name, label, started_at, seen_at, breakers)
select pod, name, started_at, seen_at, breakers
from pod_signs;

-- lock: the view below has the name and its columns
drop table budget_pods;
-- lock: as above
drop table pod_signs;

-- A process of the version before writes up to three rows, one through each view.
create view pods as
  select id, label as name, since, gone_at
  from processes
  where since is not null;
alter view pods alter column since set default clock_timestamp();

create view budget_pods as
  select name as pod, seen_at, without_redis, upstreams
  from processes
  where upstreams is not null;

create view pod_signs as
  select name as pod, label as name, started_at, seen_at, breakers
  from processes
  where breakers is not null
    and gone_at is null;

-- It deletes rows that were silent for a minute or an hour; those of the new version stay, for their
-- ids stand in claims.
create function delete_process_of_the_version_before() returns trigger
  language plpgsql
as $$
begin
  delete from processes where name = old.pod and role is null;
  return old;
end;
$$;

create trigger delete_process instead of delete on budget_pods
  for each row execute function delete_process_of_the_version_before();
create trigger delete_process instead of delete on pod_signs
  for each row execute function delete_process_of_the_version_before();
