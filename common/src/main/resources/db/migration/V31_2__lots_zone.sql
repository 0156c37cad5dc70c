-- The lots of a zone, which go with it. What an attempt before left invalid is built again.
drop index concurrently if exists twitter_lots_of_zone;
create index concurrently twitter_lots_of_zone on twitter_lots (zone_id, id);
