SELECT COUNT(*) FROM twitter_engagement_history
WHERE snapshot_at > NOW() - INTERVAL '10 minutes';
