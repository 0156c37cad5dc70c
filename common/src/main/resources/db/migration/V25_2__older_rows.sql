-- What older processes wrote, as V25 and V25_1 have it. Only rows are locked, of tweets that are polled
-- no more; in chunks, so that the tallies' triggers hold few of them in memory.
do $$
declare
  done_to   bigint := 0;
  chunk_end bigint;
begin
  loop
    select max(tweet_db_id) into chunk_end
    from (
      select tweet_db_id
      from twitter_engagement_tracking
      where tweet_db_id > done_to
      order by tweet_db_id
      limit 50000) chunk;
    exit when chunk_end is null;
    update twitter_engagement_tracking
    set tier = 'cold'
    where tweet_db_id > done_to
      and tweet_db_id <= chunk_end
      and stop_reason is not null
      and tier <> 'cold';
    done_to := chunk_end;
  end loop;
end $$;

update viral_posts_bank
set hook_type_id = hook_type
where hook_type is not null
  and hook_type_id is distinct from hook_type;

-- Its trigger shows the vector in the post's row.
update post_vectors vector
set components = vector.components
from viral_posts_bank post
where post.id = vector.post_id
  and post.embedding is null;
