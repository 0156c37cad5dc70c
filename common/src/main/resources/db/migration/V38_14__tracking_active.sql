-- The index on lot_id alone has what this one had, and each tweet that stopped had to be taken out of this one.
drop index concurrently if exists twitter_engagement_tracking_active;
