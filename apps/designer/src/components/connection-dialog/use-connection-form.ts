import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type ConnectionField,
  connectionFieldsOf,
  filledFields,
  freeName,
  missingFields,
  readHosts,
} from '../../lib/connection-fields.ts';
import type { Connection, ConnectionForm, ConnectorDescription, OAuthStart } from '../../lib/contract.ts';
import { CONNECTIONS_KEY, createConnection } from '../../lib/queries/connections.ts';
import { shownFields } from '../../lib/show-if.ts';
import type { FieldValue } from './connection-input.tsx';

/** What has been filled in, and what is still missing once somebody wanted to send it. */
export interface ConnectionFormState {
  readonly kind: string;
  readonly setKind: (kind: string) => void;
  readonly fields: readonly ConnectionField[];
  readonly given: Readonly<Record<string, FieldValue>>;
  readonly give: (name: string, value: FieldValue) => void;
  readonly missing: readonly string[];
  readonly needsHosts: boolean;
  readonly hosts: string;
  readonly setHosts: (hosts: string) => void;
  readonly lacksHosts: boolean;
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly lacksName: boolean;
  readonly submit: (event: { preventDefault: () => void }) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
  /** A person signs in with the service, in a window of its own: what that asks for. */
  readonly signInRequest: OAuthStart | undefined;
  /** It signs in as the client itself. */
  readonly isMachine: boolean;
  /** Kept, and refused by the service. */
  readonly broken: Connection | undefined;
}

interface Options {
  readonly connector: ConnectorDescription;
  readonly taken: readonly string[];
  readonly onCreated: (connection: Connection) => void;
  /** By a click, at once: what was filled in is complete, and a person signs in now. */
  readonly onSignIn: (request: OAuthStart) => void;
}

/** The state of a connection that is being made. */
export function useConnectionForm({ connector, taken, onCreated, onSignIn }: Options): ConnectionFormState {
  const cache = useQueryClient();
  const [kind, setKind] = useState(connector.auth[0]?.name ?? '');
  const [name, setName] = useState(() => freeName(connector.name, taken));
  const [given, setGiven] = useState<ConnectionFormState['given']>({});
  const [hosts, setHosts] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const auth = connector.auth.find(({ name: known }) => known === kind);
  const schema = auth?.fields ?? {};
  const fields = connectionFieldsOf(schema as Parameters<typeof connectionFieldsOf>[0]);
  const needsHosts = connector.permissions.hosts.includes('*');
  const missing = missingFields(fields, given);
  const lacksHosts = needsHosts && readHosts(hosts).length === 0;
  const lacksName = name.trim() === '';
  const creation = useMutation({
    mutationFn: createConnection,
    onSuccess: async (connection) => {
      await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
      if (!isBroken(connection)) onCreated(connection);
    },
  });
  const form = toForm({
    name,
    connector: connector.name,
    kind,
    fields: filledFields(fields, given),
    hosts: needsHosts ? hosts : '',
  });
  const signInRequest = toRequest(form, auth);
  return {
    ...{ kind, fields: shownFields(fields, given), given, needsHosts, hosts, setHosts, name, setName, signInRequest },
    isMachine: isForMachines(auth),
    setKind: (next) => {
      setKind(next);
      setGiven({});
      setIsAsked(false);
    },
    give: (field, value) => setGiven({ ...given, [field]: value }),
    missing: isAsked ? missing : [],
    lacksHosts: isAsked && lacksHosts,
    lacksName: isAsked && lacksName,
    submit: (event) => {
      event.preventDefault();
      setIsAsked(true);
      if (missing.length > 0 || lacksHosts || lacksName) return;
      if (signInRequest === undefined) creation.mutate(form);
      else onSignIn(signInRequest);
    },
    isPending: creation.isPending,
    error: creation.error,
    broken: creation.data !== undefined && isBroken(creation.data) ? creation.data : undefined,
  };
}

/** Whether somebody signs in with the service, instead of filling in what it gave them. */
export const needsPerson = ({ oauth2 }: ConnectorDescription['auth'][number]): boolean =>
  oauth2?.grant === 'authorization_code';

const isForMachines = (auth: ConnectorDescription['auth'][number] | undefined): boolean =>
  auth?.oauth2?.grant === 'client_credentials';

/** Of a way by which somebody signs in. */
function toRequest(
  { name, connector = '', fields, allowedHosts }: ConnectionForm,
  auth: ConnectorDescription['auth'][number] | undefined,
): OAuthStart | undefined {
  if (auth === undefined || !needsPerson(auth)) return undefined;
  const hosts = allowedHosts === undefined ? {} : { allowedHosts };
  return { connector, authKind: auth.name, name, fields, reconnect: false, ...hosts };
}

const isBroken = ({ health }: Connection): boolean => health?.state === 'broken' || health?.state === 'needs_person';

interface Filled extends Pick<ConnectionFormState, 'name' | 'kind' | 'hosts'> {
  readonly connector: string;
  readonly fields: ConnectionForm['fields'];
}

function toForm({ name, connector, kind, fields, hosts }: Filled): ConnectionForm {
  const allowedHosts = [...readHosts(hosts)];
  return {
    ...{ name: name.trim(), kind: 'connector', connector, authKind: kind, fields },
    ...(allowedHosts.length === 0 ? {} : { allowedHosts }),
  };
}
