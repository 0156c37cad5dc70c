-- The views of DAOs tell which counters are older than captured_at, and from when they are.
create or replace function make_dao_view(slug text, dao bigint) returns void language plpgsql as $$
begin
  execute format(
    'create or replace view %I as
     select id, tweet_id, text, twitter_created_at,
       retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
       total_engagement, added_at, captured_at, missing, missing_since,
       case when (older_counters ->> ''captured_at'')::timestamptz = captured_at
         then older_counters - ''captured_at'' end as older_counters
     from dao_tweets
     where dao_id = %s', 'dao_' || slug || '_tweets', dao);
end $$;

select make_dao_view(slug, id) from daos;
