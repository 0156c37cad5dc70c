-- Stands in for the migration of the profiles until both are merged; Flyway refuses two of one number.
create table profiles (
  id   bigint generated always as identity primary key,
  name text   not null default ''
);
create table viral_posts_bank (
  id                        bigint      generated always as identity primary key,
  author_id                 bigint      not null references profiles on delete cascade,
  hook                      text,
  content                   text,
  posted_at                 timestamptz,
  needs_embedding           boolean     not null default true,
  needs_hook_classification boolean     not null default true
);
