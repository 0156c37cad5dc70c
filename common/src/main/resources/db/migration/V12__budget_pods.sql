-- At which platforms a process spends: one that spends nothing there is nobody to wait for, and has
-- no part of what there is.
alter table budget_pods add column upstreams text[] not null default '{}';
