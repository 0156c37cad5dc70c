-- Which tweets of a DAO a sweep asks about: see docs/decisions/0024-worth-of-a-refresh.md.
alter table dao_sync_progress
  add column since          timestamptz, -- the timeline is read from there; null: from the start of the window
  add column chosen         bigint[],    -- the older tweets that are asked for by id, in their order; null: all
  add column model_curves   int,         -- of the model that chose; null where there was none
  add column left_for_later int not null default 0;
