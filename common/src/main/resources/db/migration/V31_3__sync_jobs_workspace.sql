-- The syncs of a workspace, which go with it. What an attempt before left invalid is built again.
drop index concurrently if exists sync_jobs_workspace;
create index concurrently sync_jobs_workspace on sync_jobs (workspace_id, id);
