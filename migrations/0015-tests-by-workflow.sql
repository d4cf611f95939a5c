-- Tests are found by their workflow, and the runs of a workflow without walking over its tests.
-- breaking: no
-- transaction: yes

-- The same entries as before in two indexes: a run has one in either. The old one goes last: until then people read by it.
create index run_list_workflow_live on run (workflow_id, id desc) where not is_test;
create index run_tests_workflow on run (workflow_id, id desc) where is_test;

-- Those that are too many are looked for at each test.
create index draft_test_workflow on draft_test (workflow_id, created_at desc, id desc);

-- Runs are listed by the name of their workflow, also of one that was removed.
create index workflow_any_name on workflow (workspace_id, name);

drop index run_list_workflow;
alter index run_list_workflow_live rename to run_list_workflow;
