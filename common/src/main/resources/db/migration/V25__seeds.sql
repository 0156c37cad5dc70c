-- Rows that people and other programs write by SQL are as good as those that come over HTTP.

alter table profiles
  alter column created_at set default now(),
  alter column updated_at set default now();

-- A profile always has a status; one whose status is deleted begins anew.
create function begin_profile_sync() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into profile_sync_status (profile_id) values (new.id) on conflict do nothing;
  else
    insert into profile_sync_status (profile_id)
    select id from profiles where id = old.profile_id
    on conflict do nothing;
  end if;
  return null;
end $$;

create trigger begin_sync after insert on profiles
  for each row execute function begin_profile_sync();
create trigger begin_sync_again after delete on profile_sync_status
  for each row execute function begin_profile_sync();

insert into profile_sync_status (profile_id)
select id from profiles
on conflict do nothing;

alter table viral_posts_bank
  alter column created_at set default now(),
  alter column updated_at set default now(),
  alter column needs_embedding set default true,
  alter column needs_hook_classification set default true,
  add column hook_type_id text,     -- hook_type under the name that others know
  add column embedding    float4[]; -- post_vectors.components
alter table viral_posts_bank alter column embedding set storage external;

create function complete_post() returns trigger language plpgsql as $$
begin
  new.hook := coalesce(new.hook, btrim(substring(new.content from '[^\n\r]*\S[^\n\r]*')), '');
  if new.workspace_id is null then
    new.workspace_id := (select workspace_id from profiles where id = new.author_id);
  end if;
  return new;
end $$;

create trigger complete_post before insert on viral_posts_bank
  for each row when (new.hook is null or new.workspace_id is null) execute function complete_post();

-- Either name of the type may be set; the other follows.
create function same_hook_type() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.hook_type := coalesce(new.hook_type, new.hook_type_id);
  elsif new.hook_type is not distinct from old.hook_type then
    new.hook_type := new.hook_type_id;
  end if;
  new.hook_type_id := new.hook_type;
  return new;
end $$;

create trigger same_hook_type_inserted before insert on viral_posts_bank
  for each row when (new.hook_type is not null or new.hook_type_id is not null)
  execute function same_hook_type();
create trigger same_hook_type_updated before update of hook_type, hook_type_id on viral_posts_bank
  for each row when (new.hook_type is distinct from old.hook_type
    or new.hook_type_id is distinct from old.hook_type_id)
  execute function same_hook_type();

-- The vector of a post is seen in its row, and one that is set there becomes the post's vector.
create function show_vector() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update viral_posts_bank set embedding = null where id = old.post_id and embedding is not null;
  else
    update viral_posts_bank set embedding = new.components
    where id = new.post_id and embedding is distinct from new.components;
  end if;
  return null;
end $$;

create trigger show_vector after insert or update of components or delete on post_vectors
  for each row execute function show_vector();

create function take_vector() returns trigger language plpgsql as $$
begin
  if new.embedding is null then
    delete from post_vectors where post_id = new.id;
    return null;
  end if;
  insert into post_vectors (post_id, model, dimensions, components)
  select new.id, coalesce(new.embedding_model, 'text-embedding-3-small'), cardinality(new.embedding),
    array(
      select (component / whole.length)::float4
      from unnest(new.embedding) with ordinality as part (component, place)
      order by place)
  from (select sqrt(sum(component::float8 * component)) as length
    from unnest(new.embedding) as part (component)) whole
  on conflict (post_id) do update
    set model = excluded.model, dimensions = excluded.dimensions, components = excluded.components;
  return null;
end $$;

create trigger take_vector_inserted after insert on viral_posts_bank
  for each row when (new.embedding is not null and pg_trigger_depth() = 0)
  execute function take_vector();
create trigger take_vector_updated after update of embedding on viral_posts_bank
  for each row when (new.embedding is distinct from old.embedding and pg_trigger_depth() = 0)
  execute function take_vector();

-- Profiles whose time has come, in the order in which a sync takes them.
create function get_profiles_to_sync(max_profiles int default null)
  returns table (
    profile_id bigint, workspace_id text, full_name text, linkedin_id text, linkedin_url text,
    sync_priority int, last_scraped_at timestamptz, consecutive_failures int)
  stable language sql as $$
  select p.id, p.workspace_id, p.full_name, p.linkedin_id, p.linkedin_url, s.sync_priority,
    s.last_scraped_at, s.consecutive_failures
  from profiles p
  join profile_sync_status s on s.profile_id = p.id
  where p.linkedin_id is not null
    and p.type = 'external_influencer'
    and p.sync_enabled
    and s.consecutive_failures < 5
    and (s.last_scraped_at is null or s.last_scraped_at < now() - interval '7 days')
  order by s.sync_priority, s.last_scraped_at nulls first, p.id
  limit max_profiles
$$;

-- A cascade's row holds the sums of its steps.
create function sum_cascade() returns trigger language plpgsql as $$
begin
  update sync_jobs
  set profiles_processed = profiles_processed + new.profiles_processed - old.profiles_processed,
      successful_profiles = successful_profiles + new.successful_profiles - old.successful_profiles,
      posts_scraped = posts_scraped + new.posts_scraped - old.posts_scraped,
      posts_new = posts_new + new.posts_new - old.posts_new,
      embeddings_updated = embeddings_updated + new.embeddings_updated - old.embeddings_updated,
      hooks_classified = hooks_classified + new.hooks_classified - old.hooks_classified,
      items_failed = items_failed + new.items_failed - old.items_failed
  where id = new.parent_id;
  return null;
end $$;

create trigger sum_cascade after update of profiles_processed, successful_profiles, posts_scraped,
    posts_new, embeddings_updated, hooks_classified, items_failed on sync_jobs
  for each row when (new.parent_id is not null) execute function sum_cascade();

-- lock: sync_jobs has a few rows for each sync
update sync_jobs cascade
set profiles_processed = sums.profiles_processed,
    successful_profiles = sums.successful_profiles,
    posts_scraped = sums.posts_scraped,
    posts_new = sums.posts_new,
    embeddings_updated = sums.embeddings_updated,
    hooks_classified = sums.hooks_classified,
    items_failed = sums.items_failed
from (
  select parent_id, sum(profiles_processed)::int as profiles_processed,
    sum(successful_profiles)::int as successful_profiles, sum(posts_scraped)::int as posts_scraped,
    sum(posts_new)::int as posts_new, sum(embeddings_updated)::int as embeddings_updated,
    sum(hooks_classified)::int as hooks_classified, sum(items_failed)::int as items_failed
  from sync_jobs
  where parent_id is not null
  group by parent_id) sums
where cascade.id = sums.parent_id;

alter table daos
  alter column created_at set default now(),
  alter column updated_at set default now();

create function name_dao() returns trigger language plpgsql as $$
begin
  new.name := new.slug;
  return new;
end $$;

create trigger name_dao before insert on daos
  for each row when (new.name is null) execute function name_dao();

-- Each DAO has a view of its tweets. It belongs to the owner of the tables, whoever writes.
create function make_dao_view(slug text, dao bigint) returns void language plpgsql as $$
begin
  execute format(
    'create or replace view %I as
     select id, tweet_id, text, twitter_created_at,
       retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
       total_engagement, added_at, captured_at, missing, missing_since
     from dao_tweets
     where dao_id = %s', 'dao_' || slug || '_tweets', dao);
end $$;

create function keep_dao_view() returns trigger language plpgsql
  security definer set search_path from current as $$
begin
  if tg_op <> 'INSERT' then
    execute format('drop view if exists %I', 'dao_' || old.slug || '_tweets');
  end if;
  if tg_op <> 'DELETE' then
    perform make_dao_view(new.slug, new.id);
  end if;
  return null;
end $$;

create trigger keep_view after insert or delete on daos
  for each row execute function keep_dao_view();
create trigger keep_view_renamed after update of slug on daos
  for each row when (new.slug <> old.slug) execute function keep_dao_view();

select make_dao_view(slug, id) from daos;

-- The log of sweeps under the names that others know.
create view sync_logs as
select id, 'EngagementSync' as service, level, message, data, at as timestamp, cycle_id, dao_slug
from dao_sync_logs;

comment on column twitter_engagement_tracking.next_update_at is
  'When the tweet is polled next; to be read. Setting it makes nothing due, because a lot is found '
  'by its timer: POST /api/twitter/tweets/{id}/refresh reads one tweet now, and POST '
  '/api/twitter/engagement/track-lot runs the round of a lot now.';
