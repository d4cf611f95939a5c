import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JsonObject } from '@millrace/machine';
import { useState } from 'react';
import {
  type ConnectionField,
  connectionFieldsOf,
  filledFields,
  freeName,
  missingFields,
} from '../../../lib/connection-fields.ts';
import type { ImportedConnector, TriedAction } from '../../../lib/contract.ts';
import { CONNECTIONS_KEY, createConnection, replaceFields, useConnections } from '../../../lib/queries/connections.ts';
import { shownFields } from '../../../lib/show-if.ts';
import { tryAction } from '../api/calls.ts';

type FieldValue = string | number | boolean | undefined;

/** A connection that is made on the way, and the call that shows that it works. */
export interface FirstTry {
  /** What signing in asks for; none when there is a connection, or nothing to sign in to. */
  readonly fields: readonly ConnectionField[];
  readonly given: Readonly<Record<string, FieldValue>>;
  readonly give: (name: string, value: FieldValue) => void;
  readonly missing: readonly string[];
  /** The connections that there are, to be used instead. */
  readonly known: readonly string[];
  readonly chosen: string | undefined;
  readonly choose: (connection: string | undefined) => void;
  readonly start: (action: string, given: JsonObject) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly answer: TriedAction | undefined;
  readonly triedAt: number;
  /** The connection that was made. */
  readonly saved: string | undefined;
}

/** Tries a draft: with a connection that is there, or with one that is made of what is filled in. */
export function useFirstTry(draft: ImportedConnector): FirstTry {
  const cache = useQueryClient();
  const connections = useConnections(draft.name).data?.items ?? [];
  const [given, setGiven] = useState<FirstTry['given']>({});
  const [isAsked, setAsked] = useState(false);
  const [saved, setSaved] = useState<string>();
  const [picked, pick] = useState<string>();
  const auth = draft.auth.find(({ kind }) => kind !== 'none' && kind !== 'oauth2');
  const fields = connectionFieldsOf((auth?.fields ?? {}) as JsonObject).toSorted(
    (left, right) => Number(right.isRequired) - Number(left.isRequired),
  );
  const missing = missingFields(fields, given);
  const isFilledIn = Object.values(given).some((value) => value !== undefined && value !== '');
  const connect = async (): Promise<string | undefined> => {
    if (auth === undefined) return undefined;
    if (picked !== undefined) return picked;
    const filled = filledFields(fields, given);
    // A second try corrects the connection of the first one.
    if (saved !== undefined) {
      if (isFilledIn) await replaceFields(saved, { fields: filled, previousHours: 0 });
      return saved;
    }
    const name = freeName(
      draft.name,
      connections.map((connection) => connection.name),
    );
    const made = await createConnection({
      ...{ name, kind: 'connector', connector: draft.name, authKind: auth.name },
      fields: filled,
    });
    setSaved(made.name);
    await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
    return made.name;
  };
  const call = useMutation({
    mutationFn: async (wanted: { readonly action: string; readonly given: JsonObject }) => {
      const connection = await connect();
      const { name: connector, version } = draft;
      return tryAction({ connector, version, connection, action: wanted.action, arguments: wanted.given });
    },
  });
  return {
    ...{ given, fields: auth === undefined ? [] : shownFields(fields, given), saved },
    give: (name, value) => setGiven({ ...given, [name]: value }),
    missing: isAsked && picked === undefined ? missing : [],
    known: connections.map(({ name }) => name),
    ...{ chosen: picked, choose: pick },
    start: (action, wanted) => {
      setAsked(true);
      if (auth === undefined || picked !== undefined || missing.length === 0) call.mutate({ action, given: wanted });
    },
    isPending: call.isPending,
    error: call.error,
    answer: call.data,
    triedAt: call.submittedAt,
  };
}
