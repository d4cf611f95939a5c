import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { shortenId } from '../../lib/format.ts';
import type { FailedChild } from '../../lib/read-cause.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import styles from './inspector.module.css';

/** Leads to the run that a step has started. */
export function ChildLink({ runId, workflow }: FailedChild): ReactElement {
  const { t } = useTranslation('runs');
  const workspace = useWorkspace();
  return (
    <Link to="/w/$workspace/runs/$id" params={{ workspace, id: runId }} title={runId} className={styles.link}>
      {t('run.child', { workflow, id: shortenId(runId) })}
    </Link>
  );
}
