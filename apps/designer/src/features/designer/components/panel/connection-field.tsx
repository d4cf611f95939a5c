import { Button, Select } from '@mantine/core';
import type { TaskState } from '@millrace/machine';
import { IconPlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionDialog } from '../../../../components/connection-dialog/connection-dialog.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import type { Connection, ConnectorDescription } from '../../../../lib/contract.ts';
import { useConnections } from '../../../../lib/queries/connections.ts';
import { useMessages } from '../form/use-messages.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** With which connection a step signs in. */
export function ConnectionField({
  state,
  path,
  onChange,
  connector,
}: StepProps<TaskState> & { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('designer');
  const { data, error, refetch } = useConnections(connector.name);
  const [isCreating, setIsCreating] = useState(false);
  const messages = useMessages(`${path}/Credentials`);
  const connections = data?.items ?? [];
  const chosen = connectionOf(state);
  const detail = brokenDetail(connections.find(({ name }) => name === chosen));
  const choose = (name: string | undefined): void => onChange(withConnection(state, name), 'Credentials/Connection');
  return (
    <div data-path={`${path}/Credentials/Connection`}>
      <div className={styles.beside}>
        <Select
          label={t('connection.title')}
          description={detail === undefined ? undefined : t('connection.broken', { detail })}
          placeholder={t('connection.none')}
          data={optionsFor(connections, chosen)}
          value={chosen ?? null}
          clearable
          searchable={connections.length > 8}
          nothingFoundMessage={t('connection.noneYet')}
          error={messages.length === 0 ? undefined : messages.join(' ')}
          onChange={(name) => choose(name ?? undefined)}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => setIsCreating(true)}
        >
          {t('connection.new')}
        </Button>
      </div>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isCreating && (
        <ConnectionDialog
          connector={connector}
          taken={connections.map(({ name }) => name)}
          onClose={() => setIsCreating(false)}
          onCreated={({ name }) => {
            setIsCreating(false);
            choose(name);
          }}
        />
      )}
    </div>
  );
}

const connectionOf = ({ Credentials }: TaskState): string | undefined =>
  Credentials?.Connection === '' ? undefined : Credentials?.Connection;

function withConnection(state: TaskState, name: string | undefined): TaskState {
  if (name !== undefined) return { ...state, Credentials: { Connection: name } };
  const { Credentials: _, ...rest } = state;
  return rest;
}

/** What a step names is shown, also when it is not there. */
function optionsFor(
  connections: readonly Connection[],
  chosen: string | undefined,
): { readonly value: string; readonly label: string }[] {
  const known = connections.map(({ name, account }) => ({
    value: name,
    label: account?.label === undefined ? name : `${name} (${account.label})`,
  }));
  const isKnown = chosen === undefined || known.some(({ value }) => value === chosen);
  return isKnown ? known : [...known, { value: chosen, label: chosen }];
}

/** Why it does not work; undefined when it does, as far as is known. */
function brokenDetail(connection: Connection | undefined): string | undefined {
  const { state, detail = '' } = connection?.health ?? {};
  return state === 'broken' || state === 'needs_person' ? detail : undefined;
}
