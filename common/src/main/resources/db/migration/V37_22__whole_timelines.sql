alter table daos
  -- When the last sweep began that read all of the timeline: what was posted before is known.
  add column whole_at  timestamptz,
  -- The last sweep that left something of it out.
  add column odd_sweep bigint;
