-- Each file from here to V21.4 locks what one transaction of an old process locks, in its order, for a moment.

-- What readers found odd, as each process has counted it since its start.
create table pod_odd_values (
  pod    text   not null,
  source text   not null,
  field  text   not null,
  found  bigint not null check (found >= 0),
  primary key (pod, source, field)
) with (fillfactor = 50);

alter table zones add column retweets text not null default 'ignore'
  constraint zones_retweets check (retweets in ('ignore', 'original'));

-- Which version of an edited tweet follows which; pairs, for versions arrive in any order.
create table twitter_edits (
  zone_id text not null references zones on delete cascade,
  old_id  text not null,
  new_id  text not null,
  primary key (zone_id, old_id, new_id)
);
create index twitter_edits_newer on twitter_edits (zone_id, new_id);

alter table webhook_deliveries add column ignored int not null default 0; -- retweets

-- The body of a delivery goes when it has been taken in.
alter table unrouted_deliveries alter column body drop not null;
