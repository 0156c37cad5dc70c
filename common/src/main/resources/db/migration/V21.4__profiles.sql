-- A counter that could not be read is null, never 0.
alter table viral_posts_bank
  alter column likes drop not null, alter column comments drop not null, alter column reposts drop not null;
alter table viral_post_snapshots
  alter column likes drop not null, alter column comments drop not null, alter column reposts drop not null;
