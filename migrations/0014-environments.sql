-- An environment is a workspace with a stage. A session is in one workspace of its person, and a version says where it was promoted from.
-- breaking: no
-- transaction: yes

alter table workspace add column stage text not null default 'development'
  check (stage in ('development', 'staging', 'production'));

-- Null, and where the person is no member any more: the oldest of their workspaces, so that making one moves nobody.
alter table session add column workspace_id uuid references workspace (id) on delete set null;
create index membership_user on membership (user_id);

-- The slug of a workspace, which never changes, and the number of a version there. Of a draft: until somebody edits it.
alter table workflow add column draft_promoted_from text;
alter table workflow add column draft_promoted_number integer;
alter table workflow_version add column promoted_from text;
alter table workflow_version add column promoted_number integer;
