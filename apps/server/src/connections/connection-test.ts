import { Inject, Injectable } from '@nestjs/common';
import type { Connection, ConnectionAccount, ConnectionStore } from '@millrace/runtime';
import { ConnectionSecrets } from './connection-secrets.ts';
import { CONNECTION_STORE, CONNECTOR_READS } from './connection-tokens.ts';
import type { ConnectorReads } from './sort-connection.ts';

const MAX_ACCOUNT_CHARACTERS = 200;

/** Asks services whether connections work, and whose they are. */
@Injectable()
export class ConnectionTest {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: Pick<ConnectionStore, 'noteHealth'>,
    private readonly secrets: ConnectionSecrets,
    @Inject(CONNECTOR_READS) private readonly connectors: Pick<ConnectorReads, 'testConnection'>,
  ) {}

  /** By a person, who may have mended it elsewhere: what was known of it counts no more. Says whether it works. */
  async runForPerson(connection: Connection): Promise<boolean> {
    if (connection.use?.health.state === 'needs_person') {
      const { id, version } = connection;
      await this.connections.noteHealth({ id, version, state: 'unknown', isMended: true });
      this.secrets.forget();
    }
    return this.run(connection);
  }

  /** Notes how it works from now on, and says whether it does. Nothing else comes of it: what uses it goes on trying. */
  async run({ id, version, workspaceId, name, use }: Connection): Promise<boolean> {
    if (use === undefined) return false;
    const { signal } = new AbortController();
    const outcome = await this.connectors.testConnection({
      ...{ workspaceId, connector: use.connector, connection: name, signal },
    });
    await this.connections.noteHealth({
      ...{ id, version },
      ...(outcome.kind === 'returned'
        ? { state: 'ok' as const, account: accountOf(outcome.output) }
        : { state: 'broken' as const, detail: sentenceOf(outcome.cause) }),
    });
    this.secrets.forget();
    return outcome.kind === 'returned';
  }
}

/** What a connector's test says of the account: a stranger's word. */
function accountOf(output: unknown): ConnectionAccount {
  const { label, id } = (typeof output === 'object' && output !== null ? output : {}) as Readonly<
    Record<string, unknown>
  >;
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value.slice(0, MAX_ACCOUNT_CHARACTERS) : undefined;
  const [shown, own] = [text(label), text(id)];
  return { ...(shown === undefined ? {} : { label: shown }), ...(own === undefined ? {} : { id: own }) };
}

/** The sentence in a failure's cause. */
function sentenceOf(cause: string): string {
  const { message } = JSON.parse(cause) as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'The test failed.';
}
