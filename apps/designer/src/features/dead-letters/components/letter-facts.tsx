import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { Time } from '../../../components/time.tsx';
import type { DeadLetterDetail } from '../../../lib/contract.ts';
import { formatCount, shortenId } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../dead-letters.module.css';

type Fact = readonly [name: string, value: ReactNode];

/** Where it failed, how often, since when, and what became of it. */
export function LetterFacts({ letter }: { readonly letter: DeadLetterDetail }): ReactElement {
  const { t } = useTranslation('deadLetters');
  const { source, sourceRef, stage, workflow, attempts, occurrences, unkept, answered, newRunId } = letter;
  const facts: readonly Fact[] = [
    ['source', t(`source.${source}`)],
    ['stage', t(`stage.${stage}`)],
    ['workflow', workflow === undefined ? '—' : <WorkflowLink key="w" name={workflow.name} />],
    source === 'run' ? ['run', <RunLink key="r" id={letter.id} />] : ['trigger', <code key="t">{sourceRef}</code>],
    ['attempts', formatCount(attempts)],
    ...(occurrences > 1 ? [['occurrences', formatCount(occurrences)] as const] : []),
    ...(unkept > 0 ? [['unkept', formatCount(unkept)] as const] : []),
    ['first', <Time key="f" at={letter.firstFailedAt} />],
    ['last', <Time key="l" at={letter.lastFailedAt} />],
    ...(answered === undefined ? [] : [['answered', answered] as const]),
    ...(newRunId === undefined ? [] : [['newRun', <RunLink key="n" id={newRunId} />] as const]),
    ...(letter.changedBy === undefined ? [] : [['changedBy', letter.changedBy] as const]),
  ];
  return (
    <dl className={styles.facts} aria-label={t('detail.facts')}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`fact.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function RunLink({ id }: { readonly id: string }): ReactElement {
  return (
    <Link to="/w/$workspace/runs/$id" params={{ workspace: useWorkspace(), id }} title={id}>
      <code>{shortenId(id)}</code>
    </Link>
  );
}

function WorkflowLink({ name }: { readonly name: string }): ReactElement {
  return (
    <Link to="/w/$workspace/workflows/$name/runs" params={{ workspace: useWorkspace(), name }}>
      {name}
    </Link>
  );
}
