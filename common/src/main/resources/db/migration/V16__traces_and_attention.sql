-- Where a delivery was traced, as W3C traceparent: its tweets are polled hours later by another
-- process, whose trace points back here. Null unless somebody collects traces.
alter table webhook_deliveries add column traceparent text;

-- What keeps failing is shown over all workspaces.
create index studio_social_posts_failing on studio_social_posts (last_error_at)
  where failed_runs >= 3;
