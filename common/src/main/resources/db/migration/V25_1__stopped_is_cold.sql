-- A tweet that is polled no more is cold, whatever stopped it and whoever writes it.
create function stopped_is_cold() returns trigger language plpgsql as $$
begin
  new.tier := 'cold';
  return new;
end $$;

create trigger stopped_is_cold before insert or update on twitter_engagement_tracking
  for each row when (new.stop_reason is not null and new.tier <> 'cold')
  execute function stopped_is_cold();
