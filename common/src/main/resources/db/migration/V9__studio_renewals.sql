-- Who renews an account's tokens at the moment: a pod that asks the platform holds no lock meanwhile.
alter table studio_accounts
  add column refresh_expires_at timestamptz,
  add column renewal            uuid,
  add column renewing_until     timestamptz, -- by the database's clock
  add check ((renewal is null) = (renewing_until is null));
