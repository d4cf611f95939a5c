-- How the newest runs of a version went is asked whenever people look at the versions of a workflow.
-- breaking: no
-- transaction: yes

-- Only runs that have ended: one entry at the end of a run, none while it moves.
create index run_version on run (version_id, id desc) where ended_at is not null;
