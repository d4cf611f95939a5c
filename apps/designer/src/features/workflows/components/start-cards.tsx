import type { Trigger } from '@millrace/machine';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectorMark } from '../../../components/canvas/connector-mark.tsx';
import { TriggerMark } from '../../../components/canvas/trigger-mark.tsx';
import { ownTriggers } from '../../../lib/new-workflow.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { UNTITLED } from '../hooks/use-workflow-start.ts';
import type { AppEvent } from '../model/app-events.ts';
import { hasWords } from '../model/templates.ts';
import styles from '../new-workflow.module.css';

interface CardProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly example?: string;
  readonly hasFocus?: boolean;
  readonly isDisabled: boolean;
  readonly onPick: () => void;
}

function StartCard({ icon, title, text, example, hasFocus = false, isDisabled, onPick }: CardProps): ReactElement {
  return (
    <li>
      <button type="button" className={styles.card} autoFocus={hasFocus} disabled={isDisabled} onClick={onPick}>
        <span className={styles.tile}>{icon}</span>
        <span className={styles.words}>
          <strong>{title}</strong>
          <span>{text}</span>
          {example !== undefined && <code>{example}</code>}
        </span>
      </button>
    </li>
  );
}

interface StartProps {
  readonly query: string;
  readonly hasFocus: boolean;
  readonly isDisabled: boolean;
  readonly onPick: (trigger: Trigger) => void;
}

/** The product's own triggers that a query finds. */
export function useFoundStarts(query: string): readonly ReturnType<typeof ownTriggers>[number][] {
  const { t } = useTranslation('new-workflow');
  return ownTriggers(UNTITLED).filter(({ type }) => hasWords(`${t(`start.${type}`)} ${t(`start.${type}Text`)}`, query));
}

/** What the product itself starts workflows by. */
export function StartCards({ query, hasFocus, isDisabled, onPick }: StartProps): ReactElement {
  const { t } = useTranslation('new-workflow');
  const workspace = useWorkspace();
  const examples = {
    webhook: `/hooks/${workspace}/orders`,
    schedule: t('start.scheduleExample'),
    form: `/forms/${workspace}/contact`,
    call: 'workflow:orders',
  };
  return (
    <ul className={styles.cards}>
      {useFoundStarts(query).map((trigger, index) => (
        <StartCard
          key={trigger.type}
          icon={<TriggerMark type={trigger.type} size={20} />}
          title={t(`start.${trigger.type}`)}
          text={t(`start.${trigger.type}Text`)}
          example={examples[trigger.type]}
          hasFocus={hasFocus && index === 0}
          isDisabled={isDisabled}
          onPick={() => onPick(trigger)}
        />
      ))}
    </ul>
  );
}

interface EventProps extends Pick<StartProps, 'isDisabled' | 'onPick'> {
  readonly events: readonly AppEvent[];
}

const MOST_EVENTS = 6;

/** What connected apps report. */
export function EventCards({ events, isDisabled, onPick }: EventProps): ReactElement {
  const { t } = useTranslation('new-workflow');
  return (
    <section aria-labelledby="app-events" className={styles.section}>
      <h2 id="app-events">{t('events.title')}</h2>
      <ul className={styles.cards}>
        {events.slice(0, MOST_EVENTS).map(({ use, title, description, connector }) => (
          <StartCard
            key={use}
            icon={<ConnectorMark connector={connector} size={20} />}
            title={title}
            text={description}
            example={`${connector.title} › ${title}`}
            isDisabled={isDisabled}
            onPick={() => onPick({ type: 'connector', use })}
          />
        ))}
      </ul>
      {events.length > MOST_EVENTS && (
        <p className={styles.quiet}>{t('events.more', { count: events.length - MOST_EVENTS })}</p>
      )}
    </section>
  );
}
