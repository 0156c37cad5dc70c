create table api_keys (
  id           bigint      generated always as identity primary key,
  name         text        not null check (name <> ''),
  key_hash     bytea       not null unique check (octet_length(key_hash) = 32), -- SHA-256
  hint         text        not null check (char_length(hint) = 8), -- how the key begins
  scopes       text[]      not null check (
    cardinality(scopes) > 0
    and scopes <@ array['read', 'refresh', 'trigger', 'admin', 'webhook']),
  zones        text[]      check (array_position(zones, null) is null), -- null: all of them
  workspaces   text[]      check (array_position(workspaces, null) is null), -- null: all of them
  created_at   timestamptz not null,
  expires_at   timestamptz constraint api_keys_expiry check (expires_at > created_at),
  revoked_at   timestamptz,
  last_used_at timestamptz,
  -- Such a key stands in a path, where logs of others may show it: one zone's deliveries, no more.
  constraint api_keys_webhook check (
    not 'webhook' = any (scopes)
    or (scopes = array['webhook'] and zones is not null and cardinality(zones) = 1))
);
