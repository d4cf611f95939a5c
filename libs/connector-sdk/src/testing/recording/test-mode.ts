import type { TestConnection } from '../platform/test-connection.ts';

/** `replay`: what was recorded. `record`: the real service, written down. `live`: the real service, compared. */
export interface TestMode {
  readonly kind: 'replay' | 'record' | 'live';
  /** To the real service. */
  readonly connection?: TestConnection;
}

/** How this run of the tests was asked for: `MILLRACE_CONNECTOR_TEST`, and `MILLRACE_CONNECTOR_TEST_CONNECTION` as JSON. */
export function readTestMode(environment: Readonly<Record<string, string | undefined>>): TestMode {
  const { MILLRACE_CONNECTOR_TEST: kind = 'replay', MILLRACE_CONNECTOR_TEST_CONNECTION: connection } = environment;
  if (kind !== 'replay' && kind !== 'record' && kind !== 'live')
    throw new TypeError(`MILLRACE_CONNECTOR_TEST is "${kind}", where record, live or replay may be.`);
  if (connection === undefined || connection === '') return { kind };
  return { kind, connection: parseConnection(connection) };
}

function parseConnection(text: string): TestConnection {
  const form = '{ "auth": "token", "fields": { "token": "…" } }';
  try {
    const given = JSON.parse(text) as Partial<TestConnection>;
    if (typeof given.auth === 'string' && typeof given.fields === 'object')
      return { ...given, auth: given.auth, fields: given.fields };
  } catch {
    // Said below, without the text: it holds secrets.
  }
  throw new TypeError(`MILLRACE_CONNECTOR_TEST_CONNECTION is no connection. Give it as ${form}.`);
}
