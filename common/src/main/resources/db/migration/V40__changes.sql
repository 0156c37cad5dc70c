-- What was changed over HTTP with a key of the scope admin. A row is written before the change is
-- made, and gets its status after it.
create table changes (
  id bigint generated always as identity primary key,
  made_at timestamptz not null,
  caller text not null,
  operation text not null,
  path text not null,
  request jsonb,
  status integer,
  before jsonb,
  after jsonb
);
create index changes_made_at on changes (made_at);
