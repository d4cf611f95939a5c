-- What services said about parts of steps that only they know, when a version was published, and what has changed since.
-- breaking: no
-- transaction: yes

create table version_step_schemas (
  version_id uuid primary key references workflow_version (id) on delete cascade,
  -- JSON, a list. Null: nobody has asked yet.
  schemas text,
  -- JSON, a list: how what services say now differs.
  changes text not null default '[]',
  -- When services were asked last, or when somebody set out to.
  compared_at timestamptz not null default now()
);

create index version_step_schemas_changed on version_step_schemas (version_id) where changes <> '[]';
