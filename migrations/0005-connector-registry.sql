-- Connectors that a workspace has published, in all their versions.
-- breaking: no
-- transaction: yes

create table connector (
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  -- Whose name it is: the key that signed the first version. Null: it was never signed.
  owner_key_id text,
  -- What new workflows get. Null: nothing was promoted yet.
  latest_version text,
  -- METHOD path -> action, of the documents that it was made of: an import never renames.
  action_names text not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, name)
);

create table connector_version (
  workspace_id uuid not null,
  name text not null,
  version text not null,
  -- A draft is its author's and may be replaced; anything else never changes but in its state.
  state text not null check (state in ('draft', 'published', 'deprecated', 'yanked')),
  origin text not null check (origin in ('package', 'openapi', 'piece')),
  manifest text not null,
  icon text not null,
  readme text not null,
  changelog text not null,
  -- Of the package, or of the manifest where there is none.
  sha512 text not null,
  -- The tarball as it was signed.
  package bytea,
  signed_by text,
  -- What it was made of, when not of a package: the document, and one JSON object of what was chosen.
  document bytea,
  source text,
  -- One JSON list: what has changed since the version before.
  changes text not null default '[]',
  successor text,
  author_id uuid references app_user (id) on delete set null,
  author_name text not null,
  published_at timestamptz not null default now(),
  primary key (workspace_id, name, version),
  foreign key (workspace_id, name) references connector (workspace_id, name) on delete cascade
);

-- Packages that nobody may call any more, whatever they are called.
create table blocked_package (
  workspace_id uuid not null references workspace (id) on delete cascade,
  sha512 text not null,
  reason text not null,
  blocked_by text not null,
  blocked_at timestamptz not null default now(),
  primary key (workspace_id, sha512)
);

-- Ed25519 keys whose signatures count here.
create table publisher_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  key_id text not null,
  name text not null,
  public_key text not null,
  added_by text not null,
  added_at timestamptz not null default now(),
  primary key (workspace_id, key_id)
);

-- What an action has answered once, kept to map by.
create table connector_sample (
  workspace_id uuid not null references workspace (id) on delete cascade,
  connector text not null,
  action text not null,
  output text not null,
  saved_by text not null,
  saved_at timestamptz not null default now(),
  primary key (workspace_id, connector, action)
);

-- Workflows on their way from one version of a connector to another.
create table connector_migration (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  connector text not null,
  from_version text not null,
  to_version text not null,
  state text not null check (state in ('waiting', 'done', 'undone')),
  -- One JSON list: what became of each workflow.
  workflows text not null,
  started_by text not null,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index connector_migration_of on connector_migration (workspace_id, connector, started_at);
