-- Whether anything has come is asked of a workflow again and again, and most of all when nothing has.
-- breaking: no
-- transaction: yes

-- Runs that others start may be a million a day, and none of them is an answer.
create index run_arrival on run (workflow_id, trigger_type, id desc)
  where trigger_type in ('webhook', 'form', 'schedule') and not is_test;
