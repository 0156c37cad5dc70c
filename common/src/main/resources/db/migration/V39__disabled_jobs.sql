-- Jobs that nobody claims until an operator enables them again.
create table disabled_jobs (
  name text primary key,
  reason text not null,
  disabled_at timestamptz not null,
  disabled_by text not null
);
