-- Processes that live, by the database's clock, and what an operator wants to know of each.
create table pod_signs (
  pod        text        primary key,
  name       text        not null,
  started_at timestamptz not null default now(),
  seen_at    timestamptz not null default now(),
  breakers   jsonb       not null default '[]' check (jsonb_typeof(breakers) = 'array')
) with (fillfactor = 50);

-- What each process has called in its life. Stays when the process is gone, for the sum is wanted.
create table pod_calls (
  pod      text   not null,
  upstream text   not null,
  calls    bigint not null check (calls >= 0), -- tries that were sent
  posts    bigint not null check (posts >= 0), -- what they brought; one for a call of something else
  primary key (pod, upstream)
) with (fillfactor = 50);

-- Why a tweet went on or stopped after a round; null for readings between rounds and older ones.
alter table twitter_engagement_history add column decision text check (decision in (
  'delta_positive', 'above_threshold', 'ask_again',
  'age_limit', 'no_change_below_threshold', 'deleted', 'private'));

-- What stopping has saved is counted in rounds that did not happen: whole hours after an arrival,
-- six at most, and intervals of an age.
create function hours_between(since timestamptz, until timestamptz) returns int
  immutable language sql
  return greatest(0, least(6, floor(extract(epoch from until - since) / 3600)::int));

create function intervals_between(
    since timestamptz, until timestamptz, born timestamptz, from_age interval, to_age interval,
    step interval) returns int
  immutable language sql
  return greatest(0, floor(extract(epoch from
    least(until, born + to_age) - greatest(since, born + from_age))
    / extract(epoch from step))::int);
