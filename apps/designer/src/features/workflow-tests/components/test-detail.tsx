import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import type { WorkflowTestResult } from '@millrace/workflow-tests';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useDetailCommands } from '../hooks/use-detail-commands.ts';
import type { TestCommands } from '../hooks/use-test-commands.ts';
import { useTestForm } from '../hooks/use-test-form.ts';
import type { TestForm } from '../model/test-form.ts';
import styles from '../workflow-tests.module.css';
import { DetailHead } from './detail-head.tsx';
import { TestParts } from './test-parts.tsx';
import { TestResult } from './test-result.tsx';

interface Props {
  readonly document: WorkflowDocument;
  readonly test: WorkflowTest;
  readonly commands: TestCommands;
  readonly mayEdit: boolean;
  readonly result: WorkflowTestResult | undefined;
  readonly isRunning: boolean;
  readonly onRun: (test: WorkflowTest) => void;
}

/** One test: what it says, and what came of it. What is typed can be run before it is saved. */
export function TestDetail({ document, test, commands, mayEdit, result, isRunning, onRun }: Props): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const [isRemoving, setRemoving] = useState(false);
  const [ran, setRan] = useState<TestForm>();
  const edited = useTestForm(test);
  const { read, form, discard } = edited;
  const others = (document.tests ?? []).filter((one) => one !== test);
  const nameProblem = problemOfName(form.name.trim(), others);
  const mayRun = read.test !== undefined;
  const maySave = mayEdit && mayRun && nameProblem === undefined && edited.isEdited;
  // The result of a test that has another name by now belongs to this one.
  const run = (): void => {
    if (!mayRun) return;
    setRan(form);
    onRun({ ...read.test, name: test.name });
  };
  const save = (): void => {
    if (maySave) commands.save(test.name, read.test, discard);
  };
  const shownProblem = nameProblem === undefined ? undefined : t(nameProblem);
  useDetailCommands({
    ...{ mayEdit, mayRun, isRunning, isEdited: edited.isEdited, nameProblem: shownProblem, run, save },
    duplicate: () => commands.duplicate(test),
    remove: () => setRemoving(true),
  });
  return (
    <section className={styles.detail} aria-label={t('detail.label')}>
      <DetailHead
        {...{ document, edited, mayEdit, mayRun, maySave, isRunning }}
        nameProblem={shownProblem}
        isPending={commands.isPending}
        onRun={run}
        onSave={save}
        onDuplicate={() => commands.duplicate(test)}
        onRemove={() => setRemoving(true)}
      />
      <div className={styles.columns}>
        <TestParts document={document} edited={edited} isReadOnly={!mayEdit} />
        <TestResult result={result} isStale={edited.isEdited && ran !== form} />
      </div>
      {isRemoving && (
        <ConfirmDialog
          title={t('removal.title')}
          text={t('removal.text', { name: test.name })}
          confirm={t('detail.remove')}
          isDangerous
          isPending={commands.isPending}
          error={commands.error}
          onConfirm={() => commands.remove(test.name, () => setRemoving(false))}
          onClose={() => setRemoving(false)}
        />
      )}
    </section>
  );
}

function problemOfName(name: string, others: readonly WorkflowTest[]) {
  if (name === '') return 'detail.nameEmpty' as const;
  return others.some((other) => other.name === name) ? ('detail.nameTaken' as const) : undefined;
}
