-- Doubt: a reading that is not believed until a second one agrees. Reads leave it out.
alter table studio_social_post_metrics
  add column doubt   text,   -- why it is not believed; null when it is
  add column origins jsonb;  -- by counter what the platform calls it, where that is not its usual name

alter table studio_social_posts
  add column doubt        text,        -- why the last answer was not believed; the next one decides
  add column doubted_at   timestamptz,
  add column ask_again_at timestamptz, -- not before
  add column lacking      text;        -- what the last reading was asked for in vain, and why

alter table studio_accounts
  add column doubt      text,        -- what its owner should look at, though its token is taken
  add column doubted_at timestamptz;

alter table studio_workspaces
  add column status text not null default 'active' check (status in ('active', 'paused'));

alter table studio_runs
  add column forced boolean not null default false; -- reads posts that are not due, too

-- Posts of which the platform has no numbers were processed, and neither updated nor failed.
alter table studio_run_accounts
  add column no_data     int   not null default 0,
  add column lacking     int   not null default 0, -- of those updated, those with some metrics missing
  add column notes       jsonb not null default '[]',
  add column next_due_at timestamptz,              -- when the first of those not due is
  drop constraint studio_run_accounts_check,
  add constraint studio_run_accounts_check check (processed >= updated + failed) not valid;

-- A refusal is that of a post of an account until enough posts of its type have it.
alter table studio_capabilities
  add column media_type text,        -- of the post; null where the subject is the type itself
  add column account_id bigint,
  add column since      timestamptz, -- when it was refused first
  add column said       text;
-- lock: the table has a row for each metric that an account or a type refuses
create index studio_capabilities_type on studio_capabilities (platform, media_type)
  where media_type is not null;

-- A post's counters at a time: of each the last that was given until then, with its own time. A
-- newest reading that lacks some of them hides nothing that an older one has.
create function studio_metrics_as_of(of_post bigint, until timestamptz)
returns table (
  captured_at timestamptz,
  impressions bigint, impressions_at timestamptz,
  views bigint, views_at timestamptz,
  reach bigint, reach_at timestamptz,
  likes bigint, likes_at timestamptz,
  comments bigint, comments_at timestamptz,
  shares bigint, shares_at timestamptz,
  saves bigint, saves_at timestamptz,
  clicks bigint, clicks_at timestamptz,
  total_interactions bigint, total_interactions_at timestamptz,
  origins jsonb)
language sql stable
as $$
  select newest.captured_at,
         i.value, i.at, v.value, v.at, r.value, r.at, l.value, l.at, c.value, c.at,
         s.value, s.at, k.value, k.at, h.value, h.at, t.value, t.at,
         jsonb_strip_nulls(jsonb_build_object('views', v.origin, 'likes', l.origin))
  from (select m.captured_at from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
        order by m.captured_at desc limit 1) newest
  left join lateral (select m.impressions as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.impressions is not null order by m.captured_at desc limit 1) i on true
  left join lateral (select m.views as value, m.captured_at as at, m.origins ->> 'views' as origin
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.views is not null order by m.captured_at desc limit 1) v on true
  left join lateral (select m.reach as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.reach is not null order by m.captured_at desc limit 1) r on true
  left join lateral (select m.likes as value, m.captured_at as at, m.origins ->> 'likes' as origin
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.likes is not null order by m.captured_at desc limit 1) l on true
  left join lateral (select m.comments as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.comments is not null order by m.captured_at desc limit 1) c on true
  left join lateral (select m.shares as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.shares is not null order by m.captured_at desc limit 1) s on true
  left join lateral (select m.saves as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.saves is not null order by m.captured_at desc limit 1) k on true
  left join lateral (select m.clicks as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.clicks is not null order by m.captured_at desc limit 1) h on true
  left join lateral (select m.total_interactions as value, m.captured_at as at
        from studio_social_post_metrics m
        where m.social_post_id = of_post and m.captured_at <= until and m.doubt is null
          and m.total_interactions is not null order by m.captured_at desc limit 1) t on true
$$;
