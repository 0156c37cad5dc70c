-- A rest is ended over HTTP by its id.
-- lock: the table has a row for each credential that rested lately
alter table upstream_pauses add column id bigint generated always as identity;
-- lock: as above
create unique index upstream_pauses_id on upstream_pauses (id);

-- Rests of before their length had a bound.
-- lock: as above
update upstream_pauses
set paused_until = since + interval '1 day'
where paused_until > since + interval '31 days';

-- What a timeline's pages were asked with in this cycle, and how many of the last ones were empty.
alter table dao_sync_progress
  add column empty_pages int not null default 0,
  add column seen_tokens text[] not null default '{}';
