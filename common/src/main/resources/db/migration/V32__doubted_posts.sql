-- A reading of a post that was not believed, as it came: the next one decides. Null when there is none.
-- Beside its counters: doubted_at and why.
alter table viral_posts_bank add column doubted jsonb;
