-- When a manual refresh last brought the tweet back: whoever shares that reading is told the same.
alter table twitter_engagement_tracking add column revived_at timestamptz;
