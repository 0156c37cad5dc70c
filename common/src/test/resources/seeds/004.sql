-- Without the four statements of pg_cron, an extension that the server must preload (create extension, cron.schedule,
-- cron.job, cron.job_run_details), and without the outline of a query in "Phase 1", which is no SQL.
SELECT * FROM get_profiles_to_sync();

-- The document writes "profile" for the row that is updated.
UPDATE profiles profile SET
  posts_count = (SELECT COUNT(*) FROM viral_posts_bank WHERE author_id = profile.id),
  avg_engagement = (SELECT AVG(likes + comments) FROM viral_posts_bank WHERE author_id = profile.id);

INSERT INTO profiles (full_name, linkedin_id, type)
VALUES ('Alex Hormozi', 'alexhormozi', 'external_influencer');

-- Voir les profils avec erreurs
SELECT p.full_name, pss.consecutive_failures, pss.last_error
FROM profile_sync_status pss
JOIN profiles p ON p.id = pss.profile_id
WHERE pss.consecutive_failures > 0;

-- Réinitialiser un profil
UPDATE profile_sync_status
SET consecutive_failures = 0, last_error = NULL
WHERE profile_id = 'uuid';

UPDATE profile_sync_status
SET last_scraped_at = NULL
WHERE profile_id = 'uuid';

SELECT COUNT(*) as pending_embeddings
FROM viral_posts_bank
WHERE needs_embedding = true;

SELECT COUNT(*) as pending_classification
FROM viral_posts_bank
WHERE needs_hook_classification = true;

SELECT hook, content, embedding, hook_type_id FROM viral_posts_bank;

UPDATE viral_posts_bank
SET embedding = '{0.6,0.8}', needs_embedding = false
WHERE needs_embedding = true AND id = 'uuid';

UPDATE viral_posts_bank
SET hook_type_id = 'question', needs_hook_classification = false
WHERE needs_hook_classification = true AND id = 'uuid';

SELECT job_type, status, profiles_processed, posts_scraped, posts_new, embeddings_updated,
  hooks_classified
FROM sync_jobs;
