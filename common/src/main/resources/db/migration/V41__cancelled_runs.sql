-- Runs of all kinds may be cancelled.
-- lock: the table has a row for each sweep
alter table dao_sync_cycles
  drop constraint dao_sync_cycles_status_check,
  add constraint dao_sync_cycles_status_check check (status in
    ('running', 'waiting', 'completed', 'partial', 'failed', 'budget_exhausted', 'cancelled'))
    not valid;
-- lock: the table has a row for each run
alter table studio_runs
  drop constraint studio_runs_status_check,
  add constraint studio_runs_status_check check (status in
    ('running', 'completed', 'partial', 'failed', 'cancelled')) not valid;
-- lock: the table has five rows for each sync
alter table sync_jobs
  drop constraint sync_jobs_status_check,
  add constraint sync_jobs_status_check check (status in
    ('pending', 'running', 'completed', 'failed', 'partial', 'cancelled')) not valid;
