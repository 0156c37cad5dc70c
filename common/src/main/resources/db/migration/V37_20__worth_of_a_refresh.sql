-- The choice of posts by the worth of a reading: see docs/decisions/0024-worth-of-a-refresh.md.

-- How many curves there are to learn a model from, counted nightly.
create table growth_curves (
  workspace_id text        not null, -- a workspace, or dao: and the slug of a DAO
  platform     text        not null,
  metric       text        not null,
  curves       int         not null,
  counted_at   timestamptz not null,
  primary key (workspace_id, platform, metric)
);

alter table studio_run_accounts
  add column chosen       bigint[], -- the posts that a model chose, in their order; null once the account has ended
  add column model_curves int;      -- the curves of that model; null where the classes of age decided
