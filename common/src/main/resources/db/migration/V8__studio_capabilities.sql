-- Metrics that a platform refused, for a type of media or for a single post; not asked again for a week.
create table studio_capabilities (
  platform   text        not null check (platform in ('instagram', 'facebook')),
  subject    text        not null check (subject <> ''), -- a media type, or post:<the platform's id>
  metric     text        not null check (metric <> ''),
  refused_at timestamptz not null,
  primary key (platform, subject, metric)
);

create index studio_capabilities_old on studio_capabilities (refused_at);
