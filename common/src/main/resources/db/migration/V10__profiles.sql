-- LinkedIn authors whose posts are collected. One without a workspace is everybody's to read.
create table profiles (
  id             bigint      generated always as identity primary key,
  workspace_id   text        references studio_workspaces,
  full_name      text        not null check (full_name <> ''),
  linkedin_id    text        check (linkedin_id <> ''),
  linkedin_url   text        check (linkedin_url <> ''), -- null: made from the id
  type           text        not null default 'external_influencer' check (type <> ''),
  sync_enabled   boolean     not null default true,
  posts_count    int         not null default 0,
  avg_engagement double precision, -- likes + comments; null without posts
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);
create unique index profiles_linkedin on profiles (coalesce(workspace_id, ''), lower(linkedin_id));
create index profiles_workspace on profiles (workspace_id, id);

create table profile_sync_status (
  profile_id           bigint      primary key references profiles on delete cascade,
  last_scraped_at      timestamptz, -- null: to be scraped at the next opportunity
  last_tried_at        timestamptz,
  sync_priority        int         not null default 2 check (sync_priority between 1 and 3),
  consecutive_failures int         not null default 0 check (consecutive_failures >= 0),
  last_error           text
);
create index profile_sync_status_order on profile_sync_status (sync_priority, last_scraped_at);

create table viral_posts_bank (
  id                        bigint      generated always as identity primary key,
  author_id                 bigint      not null references profiles on delete cascade,
  workspace_id              text,       -- the author's
  post_url                  text        not null check (post_url <> ''), -- the one form of it
  urn                       text,
  hook                      text        not null, -- the first line that says something
  content                   text        not null,
  posted_at                 timestamptz,
  likes                     bigint      not null default 0,
  comments                  bigint      not null default 0,
  reposts                   bigint      not null default 0,
  reactions                 jsonb       not null default '{}' check (jsonb_typeof(reactions) = 'object'),
  created_at                timestamptz not null,
  updated_at                timestamptz not null,
  needs_embedding           boolean     not null,
  embedding_tries           int         not null default 0,
  embedding_next_try        timestamptz,
  embedding_error           text,       -- of the last try; final once it is not needed any more
  embedding_model           text,
  embedding_dimensions      int,
  needs_hook_classification boolean     not null,
  hook_tries                int         not null default 0,
  hook_next_try             timestamptz,
  hook_error                text,
  hook_classified_at        timestamptz
) with (fillfactor = 85);
create unique index viral_posts_bank_url on viral_posts_bank (coalesce(workspace_id, ''), post_url);
create index viral_posts_bank_author on viral_posts_bank (author_id, posted_at desc nulls last, id desc);
create index viral_posts_bank_embedding on viral_posts_bank (id) where needs_embedding;
create index viral_posts_bank_hooks on viral_posts_bank (id) where needs_hook_classification;

-- How a post's counters moved: a row when it is first seen and whenever they have changed.
create table viral_post_snapshots (
  post_id     bigint      not null references viral_posts_bank on delete cascade,
  captured_at timestamptz not null,
  likes       bigint      not null,
  comments    bigint      not null,
  reposts     bigint      not null,
  reactions   jsonb       not null,
  primary key (post_id, captured_at)
);

-- A cascade is a row without parent; each of its steps is a row of its own.
create table sync_jobs (
  id                   bigint      generated always as identity primary key,
  parent_id            bigint      references sync_jobs on delete cascade,
  job_type             text        not null check (job_type in
    ('profile_scrape', 'embedding_update', 'hook_classification', 'statistics', 'full_cascade')),
  status               text        not null check (status in
    ('pending', 'running', 'completed', 'failed', 'partial')),
  trigger              text        not null check (trigger in ('scheduled', 'manual')),
  workspace_id         text        references studio_workspaces, -- null: all of them
  created_at           timestamptz not null,
  started_at           timestamptz,
  finished_at          timestamptz,
  waiting_until        timestamptz,
  error                text,
  profiles_processed   int         not null default 0,
  successful_profiles  int         not null default 0,
  posts_scraped        int         not null default 0,
  posts_new            int         not null default 0,
  embeddings_updated   int         not null default 0,
  hooks_classified     int         not null default 0,
  items_failed         int         not null default 0, -- profiles or posts that did not succeed
  unique (parent_id, job_type),
  check ((parent_id is null) = (job_type = 'full_cascade')),
  check ((finished_at is null) = (status in ('pending', 'running')))
);
-- One cascade at a time.
create unique index sync_jobs_unfinished on sync_jobs ((true))
  where parent_id is null and finished_at is null;

create table sync_job_profiles (
  job_id        bigint not null references sync_jobs on delete cascade, -- the scraping step
  profile_id    bigint not null references profiles on delete cascade,
  position      int    not null,
  status        text   not null default 'pending' check (status in
    ('pending', 'done', 'failed', 'skipped')),
  posts_scraped int    not null default 0,
  posts_new     int    not null default 0,
  error         text,
  primary key (job_id, profile_id),
  check (status in ('pending', 'done') or error is not null)
);
create index sync_job_profiles_profile on sync_job_profiles (profile_id);
