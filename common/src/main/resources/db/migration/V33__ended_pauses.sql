-- Pauses that an operator ended. Work that was claimed at that moment may still be written as put back because of one;
-- it is brought forward when its claim has ended, and the row goes with the last of them.
create table ended_pauses (
  id        bigint      generated always as identity primary key,
  reason    text        not null,
  ended_at  timestamptz not null default clock_timestamp(), -- by the database's clock
  forwarded boolean     not null default false,             -- whether work was brought forward since the claims are known
  kinds     text[],     -- of the claims that stand yet; null until they are looked at
  subjects  bigint[],
  tokens    bigint[]
);
