-- How many times the owner has given the account tokens: a refusal is held against those it was
-- said of, and not against those that came meanwhile.
alter table studio_accounts
  add column connections int not null default 1;
