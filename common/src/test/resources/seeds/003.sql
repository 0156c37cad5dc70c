SELECT impressions, views, likes, comments, shares, saves, metadata
FROM studio_social_post_metrics
WHERE social_post_id = 'uuid'
ORDER BY captured_at DESC
LIMIT 1;

SELECT * FROM studio_social_posts
WHERE posted_at > NOW() - INTERVAL '30 days'
AND external_post_id IS NOT NULL;
