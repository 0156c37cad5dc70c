-- A reading that was not taken at its word. It is one no more when the next answer says the same.
alter table viral_post_snapshots add column doubtful boolean not null default false;
