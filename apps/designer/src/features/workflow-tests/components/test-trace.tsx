import { IconCircleDashed } from '@tabler/icons-react';
import type { TestedStep } from '@millrace/workflow-tests';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DataTree } from '../../../components/data-tree/data-tree.tsx';
import { LookBadge } from '../../../components/look-badge.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { formatDuration } from '../../../lib/format.ts';
import { describePath } from '../../../lib/step-path.ts';
import styles from '../workflow-tests.module.css';

/** The steps that the run of a test took, each with its data. */
export function TestTrace({ steps }: { readonly steps: readonly TestedStep[] }): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const startMs = steps[0]?.startedAtMs ?? 0;
  return (
    <section className={styles.trace} aria-label={t('result.trace')}>
      <h3>
        {t('result.trace')} <span className={styles.took}>{t('result.steps', { count: steps.length })}</span>
      </h3>
      <ol>
        {steps.map((step, index) => (
          <li key={`${index} ${step.path}`}>
            <TracedStep step={step} afterMs={step.startedAtMs - startMs} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function TracedStep({ step, afterMs }: { readonly step: TestedStep; readonly afterMs: number }): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const [isOpen, setOpen] = useState(false);
  const { path, status, attempts = 1 } = step;
  return (
    <details className={styles.step} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {status === 'unfinished' ? (
          <LookBadge look="neutral" icon={IconCircleDashed}>
            {t('result.stepStatus.unfinished')}
          </LookBadge>
        ) : (
          <StateBadge status={status} variant="icon" />
        )}
        <span className={styles.stepName} dir="auto">
          {describePath(path)}
        </span>
        {attempts > 1 && <span className={styles.took}>{t('result.attempts', { count: attempts })}</span>}
        {afterMs > 0 && <span className={styles.took}>{t('result.after', { time: formatDuration(afterMs) })}</span>}
      </summary>
      {isOpen && <StepData step={step} />}
    </details>
  );
}

function StepData({ step }: { readonly step: TestedStep }): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const parts = [
    ['stepInput', step.input],
    ['stepArguments', step.arguments],
    ['stepOutput', step.output],
    ['stepError', step.error],
  ] as const;
  return (
    <div className={styles.stepData}>
      {parts.map(([label, value]) =>
        value === undefined ? null : (
          <section key={label}>
            <h4>{t(`result.${label}`)}</h4>
            <div className={styles.data}>
              <DataTree value={value} label={t(`result.${label}`)} />
            </div>
          </section>
        ),
      )}
    </div>
  );
}
