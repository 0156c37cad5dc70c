-- How many requests the sweep had made when its batch of requests began.
alter table dao_sync_cycles add column batch_from int not null default 0;
