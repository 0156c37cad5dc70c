-- From here on tweets are counted when they change. No writer is between the triggers and the times below, from which
-- tweets count: the lock of the triggers is held until the end.
create trigger tally_inserts after insert on twitter_tweets
  referencing new table as after_it for each statement execute function tally_tweets();
create trigger tally_updates after update on twitter_tweets
  referencing old table as before_it new table as after_it
  for each statement execute function tally_tweets();
create trigger tally_deletes after delete on twitter_tweets
  referencing old table as before_it for each statement execute function tally_tweets();

insert into tallies_begin (zone_id, at)
select zone.id, quarter_of(newest.received_at) + interval '15 minutes'
from zones zone
cross join lateral (
  select received_at
  from twitter_tweets
  where zone_id = zone.id
  order by received_at desc
  limit 1) newest;
