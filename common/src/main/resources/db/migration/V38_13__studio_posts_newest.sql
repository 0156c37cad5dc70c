-- The posts of a workspace as their list has them, the newest first. What an attempt before left invalid is built again.
drop index concurrently if exists studio_social_posts_newest;
create index concurrently studio_social_posts_newest
  on studio_social_posts (workspace_id, coalesce(posted_at, timestamptz 'epoch'), id);
