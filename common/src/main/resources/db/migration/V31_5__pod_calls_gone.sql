-- Since when a process is known to be gone; what it counted becomes part of one row for all that are.
alter table pod_calls add column gone_since timestamptz;
