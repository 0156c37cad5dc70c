-- Deleting, the rows of a workspace go in steps, its own row last.
-- lock: the table has a row for each workspace
alter table studio_workspaces
  drop constraint studio_workspaces_status_check,
  add constraint studio_workspaces_status_check
    check (status in ('active', 'paused', 'deleting')) not valid,
  add column rows_deleted bigint not null default 0;
