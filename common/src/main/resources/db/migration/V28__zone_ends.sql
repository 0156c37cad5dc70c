alter table zones
  -- Paused, its tweets are not polled; deleting, its rows go in steps, the row of the zone last.
  add column status text not null default 'active'
    constraint zones_status check (status in ('active', 'paused', 'deleting')),
  add column rows_deleted bigint not null default 0,
  -- Tweets that arrive with less are not taken in.
  add column min_engagement bigint not null default 0
    constraint zones_min_engagement check (min_engagement >= 0);
