SELECT * FROM sync_logs 
WHERE service = 'EngagementSync' 
ORDER BY timestamp DESC 
LIMIT 100;

SELECT * FROM dao_sync_logs;

SELECT * FROM dao_sync_stats;

SELECT * FROM dao_aave_tweets;
