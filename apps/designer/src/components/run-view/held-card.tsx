import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { Time } from '../time.tsx';
import type { HeldStep } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { readCause } from '../../lib/read-cause.ts';
import { describePath } from '../../lib/step-path.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import styles from './inspector.module.css';
import { HeldChoices } from './held-choices.tsx';
import { HeldList } from './held-list.tsx';

interface Props {
  readonly step: HeldStep;
  /** All that stand still. */
  readonly held: readonly HeldStep[];
  readonly onOpenStep: (path: string) => void;
}

/** A step that stands still: why, since when, and what people can do about it. */
export function HeldCard({ step, held, onOpenStep }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const { path, error, cause, connection, heldSince } = step;
  const { message, technical } = readCause(cause);
  const Icon = connection === undefined ? IconAlertTriangle : IconPlugConnectedX;
  return (
    <section className={styles.held} aria-labelledby="run-held">
      {held.length > 1 && <HeldList held={held} chosen={path} onOpenStep={onOpenStep} />}
      <h2 id="run-held">
        <Icon size={18} stroke={1.75} aria-hidden="true" />
        {headlineOf(step, t)}
      </h2>
      <p className={styles.where}>
        {t('error.where')}
        <button
          type="button"
          onClick={() => onOpenStep(path)}
          aria-label={t('error.open', { step: describePath(path) })}
        >
          {describePath(path)}
        </button>
        <span className={styles.soft}>
          {t('held.since')} <Time at={heldSince} />
        </span>
      </p>
      {message !== '' && (
        <>
          <h3>{t('error.said')}</h3>
          <pre className={styles.quote}>{message}</pre>
        </>
      )}
      <h3>{t('error.todo')}</h3>
      {connection === undefined ? <Decide step={step} /> : <Mend step={step} connection={connection} />}
      <details className={styles.details}>
        <summary>{t('error.technical')}</summary>
        <pre className={styles.quote}>{[error, technical].filter(Boolean).join('\n')}</pre>
      </details>
    </section>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

function headlineOf({ error, connection }: HeldStep, t: Words): string {
  if (connection !== undefined) return t('held.headline.connection', { connection });
  return error === 'Connector.OutcomeUnknown' ? t('held.headline.unknown') : t('held.headline.other', { error });
}

/** Nobody but a person can tell what became of it. */
function Decide({ step }: { readonly step: HeldStep }): ReactElement {
  const { t } = useTranslation('runs');
  const mayOperate = useMay('run.operate');
  return (
    <>
      <p>{t(mayOperate ? 'held.decide' : 'held.mayNot')}</p>
      {mayOperate && <HeldChoices key={step.path} step={step} />}
    </>
  );
}

/** Mending the connection is what helps; whoever knows better decides. */
function Mend({ step, connection }: { readonly step: HeldStep; readonly connection: string }): ReactElement {
  const { t } = useTranslation('runs');
  const workspace = useWorkspace();
  const mayOperate = useMay('run.operate');
  return (
    <>
      <p>{t('held.mend')}</p>
      <div className={styles.actions}>
        <Button size="xs" component={Link} to={`/w/${workspace}/connections/${encodeURIComponent(connection)}`}>
          {t('held.openConnection', { connection })}
        </Button>
      </div>
      {mayOperate && (
        <details className={styles.details}>
          <summary>{t('held.decideInstead')}</summary>
          <HeldChoices key={step.path} step={step} />
        </details>
      )}
    </>
  );
}
