-- The deliveries of a zone, which go with it. What an attempt before left invalid is built again.
drop index concurrently if exists webhook_deliveries_of_zone;
create index concurrently webhook_deliveries_of_zone on webhook_deliveries (zone_id, id);
