create table studio_workspaces (
  id         text        primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text        not null check (name <> ''),
  created_at timestamptz not null
);

-- Accounts that were connected by their owners. A token stands here sealed (AES-256-GCM) with its
-- nonce before it and the account's id bound to it; token_key_id names the key for both.
create table studio_accounts (
  id               bigint      generated always as identity primary key,
  workspace_id     text        not null references studio_workspaces,
  platform         text        not null check (platform in ('instagram', 'facebook', 'tiktok')),
  external_id      text        not null check (external_id <> ''),
  status           text        not null check (status in
    ('connected', 'needs_reconnect', 'disabled')),
  status_reason    text,       -- what the platform said when the token died
  token_key_id     text        not null check (token_key_id <> ''),
  access_token     bytea       not null check (octet_length(access_token) > 28),
  refresh_token    bytea       check (octet_length(refresh_token) > 28),
  token_expires_at timestamptz,
  paused_until     timestamptz,
  pause_reason     text,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  unique (workspace_id, platform, external_id),
  unique (id, workspace_id),
  check ((paused_until is null) = (pause_reason is null))
);

create table studio_runs (
  id              bigint      generated always as identity primary key,
  trigger         text        not null check (trigger in ('scheduled', 'cron', 'manual')),
  workspace_id    text        references studio_workspaces, -- null: all of them
  status          text        not null check (status in
    ('running', 'completed', 'partial', 'failed')),
  started_at      timestamptz not null,
  finished_at     timestamptz,
  waiting_until   timestamptz, -- put back until then, because all that is left must wait
  accounts        int         not null default 0,
  posts_processed int         not null default 0,
  metrics_updated int         not null default 0,
  errors          int         not null default 0,
  check ((finished_at is null) = (status = 'running')),
  check (waiting_until is null or status = 'running')
);
create unique index studio_runs_unfinished on studio_runs (coalesce(workspace_id, ''))
  where status = 'running';
create index studio_runs_workspace on studio_runs (workspace_id, id);

-- What a run has done so far, account by account: whoever goes on with it begins here.
create table studio_run_accounts (
  run_id       bigint  not null references studio_runs on delete cascade,
  account_id   bigint  not null references studio_accounts on delete cascade,
  workspace_id text    not null,
  platform     text    not null,
  connected    boolean not null, -- when the run began; only such accounts are asked about
  status       text    not null check (status in ('pending', 'done', 'failed', 'skipped')),
  reason       text,   -- why not, or not all
  eligible     int     not null, -- posts published lately, with an id of the platform
  not_due      int     not null, -- of these, were read lately enough
  processed    int     not null default 0,
  updated      int     not null default 0,
  failed       int     not null default 0,
  errors       jsonb   not null default '[]' check (jsonb_typeof(errors) = 'array'),
  primary key (run_id, account_id),
  check (processed = updated + failed),
  check (status in ('pending', 'done') or reason is not null)
);
-- Never two runs at one account.
create unique index studio_run_accounts_pending on studio_run_accounts (account_id)
  where status = 'pending';
create index studio_run_accounts_account on studio_run_accounts (account_id);

create table studio_social_posts (
  id               bigint      generated always as identity primary key,
  workspace_id     text        not null,
  account_id       bigint      not null,
  external_post_id text        check (external_post_id <> ''), -- null: not published yet
  media_type       text,
  caption          text,
  url              text,
  posted_at        timestamptz,
  created_at       timestamptz not null,
  last_run_id      bigint,     -- the run that asked about it last; within a run once
  refreshed_at     timestamptz, -- when its metrics were read last
  failed_runs      int         not null default 0 check (failed_runs >= 0), -- in a row
  last_error       text,
  last_error_at    timestamptz,
  unique (account_id, external_post_id),
  foreign key (account_id, workspace_id)
    references studio_accounts (id, workspace_id) on delete cascade,
  check ((failed_runs > 0) = (last_error is not null)),
  check ((last_error is null) = (last_error_at is null))
) with (fillfactor = 85);
create index studio_social_posts_account on studio_social_posts (account_id, posted_at);
create index studio_social_posts_workspace on studio_social_posts (workspace_id, posted_at, id);

-- One row per reading; null is "not given".
create table studio_social_post_metrics (
  id                 bigint      generated always as identity primary key,
  social_post_id     bigint      not null references studio_social_posts on delete cascade,
  captured_at        timestamptz not null,
  impressions        bigint,     -- of those who wrote before us: platforms say views now
  reach              bigint,
  views              bigint,
  likes              bigint,
  comments           bigint,
  shares             bigint,
  saves              bigint,
  clicks             bigint,
  total_interactions bigint,
  metadata           jsonb       not null default '{}',
  unique (social_post_id, captured_at)
);
create index studio_social_post_metrics_captured
  on studio_social_post_metrics using brin (captured_at);
