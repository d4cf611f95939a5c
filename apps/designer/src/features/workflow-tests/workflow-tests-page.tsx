import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import { useMay } from '../../lib/permissions.ts';
import { draftQuery } from '../../lib/queries/draft.ts';
import { findTest } from '../../lib/workflow-tests/test-edits.ts';
import { useTestResults } from '../../lib/workflow-tests/use-test-results.ts';
import { NoTests } from './components/no-tests.tsx';
import { TestDetail } from './components/test-detail.tsx';
import { TestList } from './components/test-list.tsx';
import { useListCommands } from './hooks/use-list-commands.ts';
import { useTestCommands } from './hooks/use-test-commands.ts';
import { useTestKeys } from './hooks/use-test-keys.ts';
import { runnable } from '../../lib/workflow-tests/read-tests.ts';
import './words.ts';
import styles from './workflow-tests.module.css';

const route = getRouteApi('/w/$workspace/workflows/$name/tests');

/** The tests that a workflow's draft keeps, and what came of them. */
export function WorkflowTestsPage(): ReactElement {
  const { name } = route.useParams();
  const { data, error, refetch } = useQuery(draftQuery(name));
  if (data !== undefined) return <Tests key={name} workflow={name} draft={data.document} />;
  return (
    <div className={styles.page}>
      <WorkflowHeader name={name} current="tests" />
      {error === null ? <Skeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

function Tests({ workflow, draft }: { readonly workflow: string; readonly draft: unknown }): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const mayEdit = useMay('workflow.write');
  const { test: wanted } = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/workflows/$name/tests' });
  const open = (test: string | undefined): void =>
    void navigate({ search: test === undefined ? {} : { test }, replace: true });
  const document = useMemo(() => runnable(draft), [draft]);
  const { tests = [] } = document;
  const { results, isRunning, error, run } = useTestResults(document);
  const commands = useTestCommands(workflow, open);
  const selected = findTest(document, wanted) ?? tests[0];
  const add = mayEdit ? commands.add : undefined;
  const runAll = tests.length > 0 ? () => run(tests) : undefined;
  useListCommands({ isRunning, add, runAll });
  useTestKeys((message) => notifications.show({ message }));
  return (
    <div className={styles.page}>
      <WorkflowHeader name={workflow} current="tests">
        {add !== undefined && runAll !== undefined && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            loading={commands.isPending}
            onClick={add}
          >
            {t('page.add')}
          </Button>
        )}
        {runAll !== undefined && (
          <Button leftSection={<IconPlayerPlay size={16} aria-hidden="true" />} loading={isRunning} onClick={runAll}>
            {t('page.runAll')}
          </Button>
        )}
      </WorkflowHeader>
      {commands.error !== null && <ProblemAlert error={commands.error} onClose={commands.putAway} />}
      {error !== null && <ProblemAlert error={error} onRetry={() => run(tests)} />}
      {selected === undefined ? (
        <NoTests workflow={workflow} onAdd={add} />
      ) : (
        <div className={styles.body}>
          <TestList tests={tests} results={results} selected={selected.name} onSelect={open} />
          <TestDetail
            key={selected.name}
            {...{ document, test: selected, commands, mayEdit }}
            result={results.get(selected.name)}
            isRunning={isRunning}
            onRun={(test) => run([test])}
          />
        </div>
      )}
    </div>
  );
}
