import { Button, SegmentedControl } from '@mantine/core';
import type { JsonObject } from '@millrace/machine';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../components/schema-form/lazy-json-field.tsx';
import { OptionSourceContext } from '../../../components/schema-form/option-source.ts';
import { PlainForm } from '../../../components/schema-form/plain-form.tsx';
import { useWholeJson } from '../../../components/schema-form/use-whole-json.ts';
import { FIELD_WORDS } from '../../../components/schema-form/words.ts';
import { isObject } from '../../../lib/json.ts';
import { needsConnection } from '../../../lib/needs-connection.ts';
import type { ConnectorAction, ConnectorDescription } from '../../../lib/contract.ts';
import { useConnections } from '../../../lib/queries/connections.ts';
import { tryAction } from '../api/calls.ts';
import styles from './try-it.module.css';
import { TryAnswer } from './try-answer.tsx';
import { TryConnection } from './try-connection.tsx';

interface Props {
  readonly connector: ConnectorDescription;
  readonly action: ConnectorAction;
}

/** Calls an action once, for real, with what is filled in. */
export function TryIt({ connector, action }: Props): ReactElement {
  const { t } = useTranslation(['catalogue', FIELD_WORDS]);
  const [mode, setMode] = useState<'form' | 'json'>('form');
  const [given, setGiven] = useState<JsonObject>({});
  const [connection, setConnection] = useState<string>();
  const { isPending: isChoosing } = useConnections(connector.name);
  // The only connection there is, is chosen as soon as it is known: nobody is to be faster than that.
  const mayStart = connector.auth.length === 0 || !isChoosing;
  const call = useMutation({ mutationFn: tryAction });
  const { onBroken, whenWhole, isRefused } = useWholeJson();
  const start = (): void =>
    whenWhole(() =>
      call.mutate({
        ...{ connector: connector.name, action: action.name, version: connector.version },
        ...{ connection, arguments: given },
      }),
    );
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (mayStart) start();
  };
  const isWrite = action.effects === 'write';
  return (
    <section className={styles.pane} aria-labelledby="try-title" onKeyDown={press}>
      <div className={styles.head}>
        <h2 id="try-title">{t('try.title')}</h2>
        <SegmentedControl
          aria-label={t('try.mode')}
          value={mode}
          onChange={setMode}
          data={[
            { value: 'form', label: t('try.form') },
            { value: 'json', label: t('try.json') },
          ]}
        />
      </div>
      <div className={styles.form}>
        {connector.auth.length > 0 && (
          <TryConnection connector={connector} chosen={connection} onChoose={setConnection} />
        )}
        {mode === 'form' ? (
          <OptionSourceContext
            value={{
              ...{ connector: connector.name, version: connector.version, connection },
              ...{ needsConnection: needsConnection(connector), schema: action.input as JsonObject, input: given },
            }}
          >
            <PlainForm schema={action.input as JsonObject} value={given} onChange={setGiven} />
          </OptionSourceContext>
        ) : (
          <LazyJsonField
            label={t('try.arguments')}
            value={given}
            onBroken={onBroken}
            onChange={(next) => setGiven(isObject(next) ? next : {})}
          />
        )}
        {isRefused && (
          <p role="alert" className={styles.refused}>
            {t('fields:form.jsonRefused')}
          </p>
        )}
        {isWrite && <p className={styles.warning}>{t('try.writes', { connector: connector.title })}</p>}
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          aria-keyshortcuts="Control+Enter"
          loading={call.isPending || !mayStart}
          onClick={start}
        >
          {t('try.start', { action: action.title })}
        </Button>
      </div>
      <div aria-live="polite">
        {call.error !== null && (
          <div className={styles.form}>
            <ProblemAlert error={call.error} />
          </div>
        )}
        {call.isSuccess && (
          <TryAnswer key={call.submittedAt} answer={call.data} connector={connector} action={action} />
        )}
      </div>
    </section>
  );
}
