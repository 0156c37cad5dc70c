-- A lot that is deleted is looked for among the tracked tweets that refer to it. What an attempt before left invalid
-- is built again.
drop index concurrently if exists twitter_engagement_tracking_lot;
create index concurrently twitter_engagement_tracking_lot on twitter_engagement_tracking (lot_id);
