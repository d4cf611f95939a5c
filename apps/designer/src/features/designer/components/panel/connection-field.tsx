import type { TaskState } from '@millrace/machine';
import { lazy, type ReactElement, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useSignIn } from '../../../../components/connection/use-sign-in.ts';
import { needsPerson } from '../../../../components/connection-dialog/use-connection-form.ts';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { connectionFieldsOf, freeName } from '../../../../lib/connection-fields.ts';
import type { Connection, ConnectorDescription, OAuthStart } from '../../../../lib/contract.ts';
import { needsConnection } from '../../../../lib/needs-connection.ts';
import { useConnections } from '../../../../lib/queries/connections.ts';
import { useMessages } from '../form/use-messages.ts';
import { ConnectionSelect } from './connection-select.tsx';
import type { StepProps } from './step-panel.tsx';

const SignInDialog = lazy(async () => ({
  default: (await import('../../../../components/connection/sign-in-dialog.tsx')).SignInDialog,
}));
const ConnectionDialog = lazy(async () => ({
  default: (await import('../../../../components/connection-dialog/connection-dialog.tsx')).ConnectionDialog,
}));

/** With which connection a step signs in; another one is made right here. */
export function ConnectionField({
  state,
  path,
  onChange,
  connector,
}: StepProps<TaskState> & { readonly connector: ConnectorDescription }): ReactElement {
  const { data, error, refetch } = useConnections(connector.name);
  const [isCreating, setIsCreating] = useState(false);
  const messages = useMessages(`${path}/Credentials`);
  const connections = data?.items ?? [];
  const chosen = connectionOf(state);
  const isNeeded = needsConnection(connector);
  const detail = brokenDetail(connections.find(({ name }) => name === chosen));
  const choose = (name: string | undefined): void => onChange(withConnection(state, name), 'Credentials/Connection');
  usePreselection({ connections: data?.items, chosen, isNeeded, choose });
  const signIn = useSignIn(({ connection, missingScopes = [] }) => {
    if (missingScopes.length === 0) choose(connection);
  });
  const quick = quickRequest(
    connector,
    connections.map(({ name }) => name),
  );
  return (
    <div data-path={`${path}/Credentials/Connection`} data-missing={isNeeded && chosen === undefined} data-value>
      <ConnectionSelect
        {...{ connections, chosen, isNeeded, detail }}
        error={messages.length === 0 ? undefined : messages.join(' ')}
        onChoose={choose}
        onNew={() => {
          // The click itself opens the window: a browser opens none for a page alone.
          if (quick === undefined) setIsCreating(true);
          else signIn.start(quick);
        }}
        {...(quick === undefined ? {} : { onOther: () => setIsCreating(true) })}
      />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Suspense fallback={null}>
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
      </Suspense>
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

/** Why it does not work; undefined when it does, as far as is known. */
function brokenDetail(connection: Connection | undefined): string | undefined {
  const { state, detail = '' } = connection?.health ?? {};
  return state === 'broken' || state === 'needs_person' ? detail : undefined;
}

interface Preselection {
  /** Unknown until they are read. */
  readonly connections: readonly Connection[] | undefined;
  readonly chosen: string | undefined;
  readonly isNeeded: boolean;
  readonly choose: (name: string) => void;
}

/** Chooses a connection for a step when it is made the only one there is. Opening a step writes nothing into it. */
function usePreselection({ connections, chosen, isNeeded, choose }: Preselection): void {
  const before = useRef<number>(undefined);
  const chooseOnly = useEffectEvent(() => {
    const count = connections?.length;
    const isFirst = before.current === 0 && count === 1;
    before.current = count;
    if (isFirst && isNeeded && chosen === undefined && connections?.[0] !== undefined) choose(connections[0].name);
  });
  useEffect(() => chooseOnly(), [connections]);
}
