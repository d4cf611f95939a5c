import { createStores, openDatabase } from '@millrace/persistence';
import { systemClock } from '@millrace/runtime';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { openVault } from '../connections/open-vault.ts';
import { TEST_ENCRYPTION_KEY } from './test-server.ts';

/** The refresh token of a connection of the first workspace, with the key of these tests. */
export const revealRefreshToken = async (databaseUrl: string, name: string): Promise<string> =>
  (await revealToken(databaseUrl, name)).refresh_token ?? '';

/** All that a service gave for it last. */
export async function revealToken(databaseUrl: string, name: string): Promise<Readonly<Record<string, string>>> {
  const database = await openDatabase({ url: databaseUrl });
  try {
    const { connections, connectionTokens } = createStores(database);
    const vault = await openVault({ connections, encryptionKey: TEST_ENCRYPTION_KEY, keysFolder: undefined });
    const secrets = new ConnectionSecrets(connections, vault, systemClock());
    const [row] = await database.source.query<{ id: string; workspace_id: string }[]>(
      'select id, workspace_id from connection where name = $1',
      [name],
    );
    const token = await connectionTokens.find(row?.id ?? '');
    if (row === undefined || token === undefined) throw new Error(`The connection ${name} has no token.`);
    const place = { workspaceId: row.workspace_id, connectionId: row.id, version: token.version };
    return secrets.openToken(place, token.sealed);
  } finally {
    await database.close();
  }
}
