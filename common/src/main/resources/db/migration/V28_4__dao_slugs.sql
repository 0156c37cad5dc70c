-- A slug may have hyphens; the name of its view is quoted.
-- lock: the table has a row for each DAO
alter table daos
  drop constraint daos_slug_check,
  add constraint daos_slug_check check (slug ~ '^[a-z0-9][a-z0-9_-]{0,40}$') not valid;
