import { Select } from '@mantine/core';
import type { ConnectorTrigger, JsonObject } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { OptionSourceContext } from '../../../../components/schema-form/option-source.ts';
import { PlainForm } from '../../../../components/schema-form/plain-form.tsx';
import { useConnections } from '../../../../lib/queries/connections.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { useMessages } from '../form/use-messages.ts';
import { useWorkbench } from '../workbench-context.ts';
import { EventState } from './event-state.tsx';
import { MoreMembers } from './json-note.tsx';
import styles from './panel.module.css';
import { SchemasPending } from './schemas-pending.tsx';
import type { TriggerProps } from './trigger-panel.tsx';
import { pathOfMember } from './trigger-parts.tsx';

const SHOWN = ['type', 'use', 'connection', 'arguments'];

/** An event that an app reports: which one, with whose account, and narrowed to what. */
export function ConnectorEventFields({ id, trigger, onChange }: TriggerProps<ConnectorTrigger>): ReactElement {
  const { t } = useTranslation('designer');
  const { connectors, document } = useWorkbench();
  const messages = useMessages(pathOfMember(id, 'use'));
  const events = connectors.flatMap((connector) =>
    connector.triggers.map((event) => ({ connector, event, use: `${connector.name}/${event.name}` })),
  );
  const found = events.find(({ use }) => use === trigger.use);
  const known = events.map(({ use, connector, event }) => ({
    value: use,
    label: `${connector.title} · ${event.title}`,
  }));
  return (
    <>
      <Select
        label={t('trigger.event.use')}
        description={t('trigger.event.useHelp')}
        data={found === undefined ? [...known, { value: trigger.use, label: trigger.use }] : known}
        value={trigger.use}
        allowDeselect={false}
        searchable
        error={messages.length === 0 ? undefined : messages.join(' ')}
        // Another event has other settings, and often another account.
        onChange={(use) => use !== null && use !== trigger.use && onChange({ type: 'connector', use }, 'use')}
      />
      {found === undefined && <p className={styles.text}>{t('trigger.event.gone', { use: trigger.use })}</p>}
      <EventState workflow={document.name} triggerId={id} />
      {found !== undefined && found.connector.auth.length > 0 && (
        <Account
          connector={found.connector.name}
          chosen={trigger.connection}
          onChoose={(name) => onChange(withMember(trigger, 'connection', name), 'connection')}
        />
      )}
      {found !== undefined && (
        <Narrowing {...{ trigger, onChange }} connector={found.connector.name} schema={found.event.input} />
      )}
      <MoreMembers names={membersBeside(trigger, SHOWN)} />
    </>
  );
}

interface NarrowingProps extends Pick<TriggerProps<ConnectorTrigger>, 'trigger' | 'onChange'> {
  readonly connector: string;
  /** Absent while that of a large connector is on its way. */
  readonly schema: Readonly<Record<string, unknown>> | undefined;
}

/** The event's own settings. */
function Narrowing({ trigger, onChange, connector, schema: given }: NarrowingProps): ReactElement {
  const { document } = useWorkbench();
  const schema = given as JsonObject | undefined;
  if (schema === undefined) return <SchemasPending connector={connector} />;
  const input = trigger.arguments ?? {};
  const version = document.connectors?.[connector];
  return (
    <OptionSourceContext value={{ connector, version, connection: trigger.connection, schema, input }}>
      <PlainForm
        key={trigger.use}
        schema={schema}
        value={input}
        onChange={(next) => onChange(withMember(trigger, 'arguments', next), 'arguments')}
      />
    </OptionSourceContext>
  );
}

interface AccountProps {
  readonly connector: string;
  readonly chosen: string | undefined;
  readonly onChoose: (connection: string | undefined) => void;
}

function Account({ connector, chosen, onChoose }: AccountProps): ReactElement {
  const { t } = useTranslation('designer');
  const { data } = useConnections(connector);
  const names = data?.items.map(({ name }) => name) ?? [];
  return (
    <Select
      label={t('connection.title')}
      placeholder={t('connection.none')}
      nothingFoundMessage={t('connection.noneYet')}
      data={chosen === undefined || names.includes(chosen) ? names : [...names, chosen]}
      value={chosen ?? null}
      clearable
      onChange={(name) => onChoose(name ?? undefined)}
    />
  );
}
