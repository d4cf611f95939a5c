import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { CopyButton } from '../../../components/id.tsx';
import type { ConnectorDescription, ConnectorTrigger } from '../../../lib/contract.ts';
import styles from '../connector-page.module.css';
import { FieldTable } from './field-table.tsx';
import { SampleBlock } from './sample-block.tsx';

interface Props {
  readonly connector: ConnectorDescription;
  readonly trigger: ConnectorTrigger;
}

/** What a trigger waits for, and what a run then starts with. */
export function TriggerDocs({ connector, trigger }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const use = `${connector.name}/${trigger.name}`;
  return (
    <article className={styles.article} aria-labelledby="member-title">
      <h2 id="member-title" className={styles.memberTitle}>
        {trigger.title}
      </h2>
      <p className={styles.chips}>
        <span className={styles.chip}>{t(`triggerKind.${trigger.kind}`)}</span>
      </p>
      <p className={styles.resource}>
        <code>{use}</code>
        <CopyButton text={use} label={t('copy', { ns: 'common', what: use })} />
      </p>
      {trigger.deprecated !== undefined && (
        <p className={styles.deprecated}>{t('docs.deprecated', { instead: trigger.deprecated })}</p>
      )}
      {trigger.description !== '' && <p className={styles.lead}>{trigger.description}</p>}
      <h3>{t('docs.arrival')}</h3>
      <p className={styles.quiet}>{t(`triggerText.${trigger.kind}`)}</p>
      <h3>{t('docs.inputs')}</h3>
      <FieldTable label={t('docs.inputs')} schema={trigger.input} empty={t('docs.noTriggerInputs')} withRequired />
      <h3>{t('docs.event')}</h3>
      <FieldTable label={t('docs.event')} schema={trigger.output} empty={t('docs.noOutput')} />
      <SampleBlock value={trigger.sample} />
    </article>
  );
}
