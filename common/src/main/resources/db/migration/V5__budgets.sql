-- What was set aside of a day's or a month's allowance, in blocks, before any of it was spent. The
-- database refuses to be over. What of a block was not spent is known to Redis alone.
create table budget_usage (
  upstream     text        not null,
  credential   text        not null,           -- a short hash, never the credential
  allowance    text        not null,           -- unit and window, and the tenant whose share it is
  period_start timestamptz not null,
  period_end   timestamptz not null,
  allowed      bigint      not null check (allowed > 0),
  reserved     bigint      not null check (reserved >= 0 and reserved <= allowed),
  last_block   bigint      not null check (last_block >= 0),
  updated_at   timestamptz not null default now(),
  primary key (upstream, credential, allowance, period_start),
  check (period_end > period_start)
) with (fillfactor = 70);

-- Processes that live, by the database's clock: without Redis each takes its part of a limit.
create table budget_pods (
  pod           text        primary key,
  seen_at       timestamptz not null default now(),
  without_redis boolean     not null
);
