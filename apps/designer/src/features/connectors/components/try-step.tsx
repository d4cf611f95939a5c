import { Button, Select } from '@mantine/core';
import type { JsonObject } from '@millrace/machine';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { PlainForm } from '../../../components/schema-form/plain-form.tsx';
import type { ConnectorAction, ConnectorDescription } from '../../../lib/contract.ts';
import { connectorQuery } from '../../../lib/queries/connectors.ts';
import type { MadeDraft } from '../hooks/use-openapi-import.ts';
import { type FirstTry, useFirstTry } from '../hooks/use-first-try.ts';
import type { Operation } from '../model/openapi-draft.ts';
import { InlineConnection } from './inline-connection.tsx';
import styles from './maker.module.css';
import { Refusal } from './refusal.tsx';
import { TryAnswer } from './try-answer.tsx';

interface Props {
  readonly made: MadeDraft;
  /** The operations that were selected: what can be tried without harm first. */
  readonly operations: readonly Operation[];
  /** Names of actions that differ from those of the inspection. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** Signs in and calls an operation of the draft, before anybody else can use it. */
export function TryStep({ made: { draft }, operations, renamed }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { data: connector } = useQuery(connectorQuery(draft.name, draft.version));
  const [key, setKey] = useState<string>();
  const [given, setGiven] = useState<JsonObject>({});
  const place = useRef<HTMLDivElement>(null);
  const first = useFirstTry(draft);
  const chosen = operations.find((operation) => operation.key === key) ?? operations[0];
  const actionName = chosen === undefined ? undefined : (renamed[chosen.key] ?? chosen.name);
  const action = connector?.actions.find(({ name }) => name === actionName);
  const isThere = connector !== undefined;
  useEffect(() => {
    // What has to be typed next: the first secret, else whatever comes first.
    const fields = place.current?.querySelectorAll<HTMLElement>('input[type=password], input');
    fields?.[0]?.focus();
  }, [isThere]);
  if (connector === undefined || chosen === undefined) return <p className={styles.quiet}>{t('openapi.making')}</p>;
  return (
    <div ref={place} className={styles.stack}>
      {first.fields.length > 0 && <InlineConnection of={first} />}
      <Select
        label={t('openapi.tryWhich')}
        data={operations.map((operation) => operation.key)}
        value={chosen.key}
        allowDeselect={false}
        searchable
        onChange={(next) => {
          setKey(next ?? undefined);
          setGiven({});
        }}
      />
      {action !== undefined && (
        <PlainForm key={action.name} schema={action.input as JsonObject} value={given} onChange={setGiven} />
      )}
      <div className={styles.end}>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          loading={first.isPending}
          onClick={() => action !== undefined && first.start(action.name, given)}
        >
          {t('openapi.try', { operation: chosen.key })}
        </Button>
      </div>
      <FirstAnswer of={first} connector={connector} action={action} />
    </div>
  );
}

interface AnswerProps {
  readonly of: FirstTry;
  readonly connector: ConnectorDescription;
  readonly action: ConnectorAction | undefined;
}

/** What came of it: the connection that is kept, and the answer. */
function FirstAnswer({ of, connector, action }: AnswerProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const { saved, error, answer, triedAt } = of;
  return (
    <div aria-live="polite">
      {saved !== undefined && <p className={styles.found}>{t('openapi.connected', { name: saved })}</p>}
      {error !== null && <Refusal error={error} />}
      {answer !== undefined && action !== undefined && (
        <div className={styles.answer}>
          <TryAnswer key={triedAt} answer={answer} connector={connector} action={action} />
        </div>
      )}
    </div>
  );
}
