import { Button, Select } from '@mantine/core';
import type { TaskState } from '@millrace/machine';
import { IconPlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInDialog } from '../../../../components/connection/sign-in-dialog.tsx';
import { useSignIn } from '../../../../components/connection/use-sign-in.ts';
import { needsPerson } from '../../../../components/connection-dialog/use-connection-form.ts';
import { ConnectionDialog } from '../../../../components/connection-dialog/connection-dialog.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { connectionFieldsOf, freeName } from '../../../../lib/connection-fields.ts';
import type { Connection, ConnectorDescription, OAuthStart } from '../../../../lib/contract.ts';
import { useConnections } from '../../../../lib/queries/connections.ts';
import { useMessages } from '../form/use-messages.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** What no connection is called: the choice to connect another account. */
const NEW_ACCOUNT = '+';

/** With which connection a step signs in. */
export function ConnectionField({
  state,
  path,
  onChange,
  connector,
}: StepProps<TaskState> & { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation(['designer', 'oauth']);
  const { data, error, refetch } = useConnections(connector.name);
  const [isCreating, setIsCreating] = useState(false);
  const messages = useMessages(`${path}/Credentials`);
  const connections = data?.items ?? [];
  const chosen = connectionOf(state);
  const detail = brokenDetail(connections.find(({ name }) => name === chosen));
  const choose = (name: string | undefined): void => onChange(withConnection(state, name), 'Credentials/Connection');
  const signIn = useSignIn(({ connection, missingScopes = [] }) => {
    if (missingScopes.length === 0) choose(connection);
  });
  const quick = quickRequest(
    connector,
    connections.map(({ name }) => name),
  );
  return (
    <div data-path={`${path}/Credentials/Connection`}>
      <div className={styles.beside}>
        <Select
          label={t('connection.title')}
          description={detail === undefined ? undefined : t('connection.broken', { detail })}
          placeholder={t('connection.none')}
          data={[
            ...optionsFor(connections, chosen),
            ...(quick === undefined ? [] : [{ value: NEW_ACCOUNT, label: t('connectNew', { ns: 'oauth' }) }]),
          ]}
          value={chosen ?? null}
          clearable
          searchable={connections.length > 8}
          nothingFoundMessage={t('connection.noneYet')}
          error={messages.length === 0 ? undefined : messages.join(' ')}
          onChange={(name) => {
            // The click itself opens the window: a browser opens none for a page alone.
            if (name === NEW_ACCOUNT && quick !== undefined) signIn.start(quick);
            else choose(name ?? undefined);
          }}
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
      {quick !== undefined && (
        <SignInDialog
          {...{ connector, signIn }}
          request={quick}
          onUse={(name) => {
            signIn.stop();
            choose(name);
          }}
        />
      )}
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

/** A sign-in that needs nothing to be filled in before: the first way of the connector, if it is one. */
function quickRequest(
  { name, auth, permissions }: ConnectorDescription,
  taken: readonly string[],
): OAuthStart | undefined {
  const [first] = auth;
  if (first === undefined || !needsPerson(first) || permissions.hosts.includes('*')) return undefined;
  const fields = connectionFieldsOf(first.fields as Parameters<typeof connectionFieldsOf>[0]);
  if (fields.some(({ isRequired }) => isRequired)) return undefined;
  return { connector: name, authKind: first.name, name: freeName(name, taken), reconnect: false };
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
