-- Each counter carries its own capture time: that of captured_at, unless it is named here with an older one. The
-- object names the captured_at that it belongs to; beside another one, which a process of the version before wrote,
-- it says nothing.
alter table twitter_tweets add column older_counters jsonb;
