-- One cascade of a workspace at a time, and none beside one of all. What an attempt before left invalid is built again.
drop index concurrently if exists sync_jobs_unfinished_of;
create unique index concurrently sync_jobs_unfinished_of on sync_jobs (coalesce(workspace_id, ''))
  where parent_id is null and finished_at is null;
drop index concurrently if exists sync_jobs_unfinished;
