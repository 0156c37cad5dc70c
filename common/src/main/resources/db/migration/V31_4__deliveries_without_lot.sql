-- Deliveries that began no lot go after a while; nothing refers to them. What an attempt before left invalid is built
-- again.
drop index concurrently if exists webhook_deliveries_without_lot;
create index concurrently webhook_deliveries_without_lot on webhook_deliveries (received_at)
  where created = 0;
