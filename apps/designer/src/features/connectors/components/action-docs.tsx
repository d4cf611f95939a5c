import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { CopyButton } from '../../../components/id.tsx';
import { formatDuration } from '../../../lib/format.ts';
import type { ConnectorAction, ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connector-page.module.css';
import { ErrorTable } from './error-table.tsx';
import { FieldTable } from './field-table.tsx';
import { ActionSample } from './action-sample.tsx';

const USUAL_TIMEOUT_SECONDS = 120;

interface Props {
  readonly connector: ConnectorDescription;
  readonly action: ConnectorAction;
}

/** What an action does, takes and gives. */
export function ActionDocs({ connector, action }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const resource = `connector:${connector.name}/${action.name}`;
  const timeoutMs = (action.timeoutSeconds ?? USUAL_TIMEOUT_SECONDS) * 1000;
  return (
    <article className={styles.article} aria-labelledby="member-title">
      <h2 id="member-title" className={styles.memberTitle}>
        {action.title}
      </h2>
      <Chips action={action} />
      <p className={styles.resource}>
        <code>{resource}</code>
        <CopyButton text={resource} label={t('copy', { ns: 'common', what: resource })} />
      </p>
      {action.deprecated !== undefined && (
        <p className={styles.deprecated}>{t('docs.deprecated', { instead: action.deprecated })}</p>
      )}
      {action.description !== '' && action.description !== action.title && (
        <p className={styles.lead}>{action.description}</p>
      )}
      <h3>{t('docs.inputs')}</h3>
      <FieldTable label={t('docs.inputs')} schema={action.input} empty={t('docs.noInputs')} withRequired />
      <h3>{t('docs.output')}</h3>
      <FieldTable label={t('docs.output')} schema={action.output} empty={t('docs.noOutput')} />
      <ActionSample connector={connector.name} action={action} />
      <h3>{t('docs.repeating')}</h3>
      <Repetition action={action} />
      <h3>{t('docs.errors')}</h3>
      <ErrorTable connector={connector} isWrite={action.effects === 'write'} />
      <p className={styles.quiet}>{t('docs.timeout', { duration: formatDuration(timeoutMs) })}</p>
      {action.canPause === true && <p className={styles.quiet}>{t('docs.pauses')}</p>}
      <Undo connector={connector} action={action} />
    </article>
  );
}

/** The short form of what it does outside. */
function Chips({ action }: Pick<Props, 'action'>): ReactElement {
  const { t } = useTranslation('catalogue');
  const isWrite = action.effects === 'write';
  return (
    <p className={styles.chips}>
      <span className={isWrite ? styles.writes : styles.chip}>{t(isWrite ? 'writes' : 'reads')}</span>
      {action.compensate !== undefined && <span className={styles.chip}>{t('undoable')}</span>}
      {action.canPause === true && <span className={styles.chip}>{t('pauses')}</span>}
      {action.deprecated !== undefined && <span className={styles.writes}>{t('state.deprecated')}</span>}
    </p>
  );
}

/** What happens when it is called a second time: that is what retries do. */
function Repetition({ action: { effects, idempotency } }: Pick<Props, 'action'>): ReactElement {
  const { t } = useTranslation('catalogue');
  const kind = effects === 'read' ? 'read' : (idempotency?.kind ?? 'unknown');
  const value = idempotency?.value;
  return (
    <p className={styles.quiet}>
      {t(`repetition.${kind}`, { value: value ?? '' })}
      {kind === 'none' && value !== undefined && ` ${value}`}
    </p>
  );
}

function Undo({ connector, action: { compensate } }: Props): ReactElement | null {
  const { t } = useTranslation('catalogue');
  if (compensate === undefined) return null;
  const undoing = connector.actions.find(({ name }) => name === compensate.action);
  return (
    <>
      <h3>{t('docs.undo')}</h3>
      <p className={styles.undo}>
        <IconArrowBackUp size={16} aria-hidden="true" />
        {t('docs.undoText', { action: undoing?.title ?? compensate.action })}
      </p>
    </>
  );
}
