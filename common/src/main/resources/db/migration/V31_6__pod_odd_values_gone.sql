-- As in pod_calls.
alter table pod_odd_values add column gone_since timestamptz;
