-- Connections that are made for a connector, with the tokens that services give for a while.
-- breaking: no
-- transaction: yes

alter table connection drop constraint connection_kind_check;
alter table connection
  add constraint connection_kind_check check (kind in ('secret', 'connector')),
  -- Whose it is, and in which of its ways of signing in. Null: named secrets, for webhooks.
  add column connector text,
  add column auth_kind text,
  -- One JSON object of what is no secret.
  add column fields text not null default '{}',
  -- Beside the hosts that the connector names. Null: wherever the connector may go.
  add column allowed_hosts text[],
  -- Who it turned out to be: for people, and the service's own id, by which its events find the connection.
  add column account_label text,
  add column account_id text,
  add column health text not null default 'unknown' check (health in ('unknown', 'ok', 'needs_person', 'broken')),
  add column health_since timestamptz,
  add column health_detail text,
  add column last_used_at timestamptz,
  add column last_good_at timestamptz,
  -- When the daily test took it last.
  add column tested_at timestamptz;
create index connection_account on connection (connector, account_id) where account_id is not null;

-- What was exchanged for a connection's own fields: OAuth tokens, sessions. Replaced by whoever has the lease, and nobody else.
create table connection_token (
  connection_id uuid primary key references connection (id) on delete cascade,
  -- Raised by each new one; 0 while there is none yet.
  version integer not null default 0,
  sealed bytea,
  -- When the service stops taking it; null: it says when it does.
  expires_at timestamptz,
  -- When only a person can get another one; null: that is not known, or never.
  renewable_until timestamptz,
  obtained_at timestamptz,
  scopes text[] not null default '{}',
  refresh_lease_until timestamptz,
  refresh_fence integer not null default 0
);

-- The operator's own registration with a service.
create table oauth_client (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  connector text not null,
  auth_kind text not null,
  client_id text not null,
  version integer not null,
  -- Null: a public client, which has PKCE alone.
  sealed bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, connector, auth_kind)
);

-- A person is at the service, signing in. Found by the hash of what they bring back, once.
create table oauth_state (
  id uuid primary key,
  state_hash text not null unique,
  workspace_id uuid not null references workspace (id) on delete cascade,
  user_id uuid not null references app_user (id) on delete cascade,
  -- Of the browser that began: nobody else's may end it.
  session_hash text not null,
  -- What was asked for, with the PKCE verifier and the nonce.
  sealed bytea not null,
  expires_at timestamptz not null,
  -- When it was brought back.
  taken_at timestamptz,
  -- How it ended: one JSON object, for the page that waits.
  outcome text
);
create index oauth_state_expires on oauth_state (expires_at);

-- Calls that a service takes, shared by all processes. Rows are as many as there are limits in use.
create table rate_budget (
  key text primary key,
  tokens double precision not null,
  -- What the last statement gave: a statement that changes a row can return nothing else of what was before.
  granted integer not null,
  capacity double precision not null,
  refill_per_second double precision not null,
  -- Below 1 after the service has said that it is too much; rises again by itself.
  factor double precision not null default 1,
  slowed_at timestamptz,
  blocked_until timestamptz,
  updated_at timestamptz not null default now()
);
