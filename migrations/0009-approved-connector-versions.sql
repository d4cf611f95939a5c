-- Who may promote a version of a connector approves what it may do, and that is remembered.
-- breaking: no
-- transaction: yes

alter table connector_version
  -- Null: nobody who may promote has said yes to what it may do. Drafts have none.
  add column approved_at timestamptz,
  -- One JSON object, of the manifest: a list of versions does not read megabytes for it. Without escapes of Unicode, which
  -- Postgres reads in JSON and refuses when no character has the number.
  add column permissions text not null
    generated always as (coalesce((replace(manifest, '\u', '/u')::json -> 'permissions')::text, '{}')) stored;

-- What is the latest, or came no later than it, was taken for approved so far.
update connector_version version set approved_at = version.published_at
from connector join connector_version latest on latest.workspace_id = connector.workspace_id
  and latest.name = connector.name and latest.version = connector.latest_version
where version.workspace_id = connector.workspace_id and version.name = connector.name and version.state <> 'draft'
  and (version.version = latest.version or version.published_at <= latest.published_at);

-- And what may do no more than one of these.
update connector_version version set approved_at = version.published_at
where version.approved_at is null and version.state <> 'draft' and exists (
  select from connector_version approved
  where approved.workspace_id = version.workspace_id and approved.name = version.name and approved.approved_at is not null
    and (approved.permissions::jsonb -> 'hosts') @> (version.permissions::jsonb -> 'hosts')
    and (approved.permissions::jsonb -> 'sockets') @> (version.permissions::jsonb -> 'sockets')
    and ((approved.permissions::jsonb -> 'secrets')::boolean or not (version.permissions::jsonb -> 'secrets')::boolean)
    and (version.permissions::jsonb -> 'memoryMiB')::integer
      <= greatest(256, (approved.permissions::jsonb -> 'memoryMiB')::integer));
-- Nothing beyond what every version may do needs a yes.
update connector_version set approved_at = published_at
where approved_at is null and state <> 'draft' and permissions::jsonb -> 'hosts' = '[]'
  and permissions::jsonb -> 'sockets' = '[]' and permissions::jsonb -> 'secrets' = 'false'
  and (permissions::jsonb -> 'memoryMiB')::integer <= 256;
