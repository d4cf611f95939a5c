import { Inject, Injectable } from '@nestjs/common';
import type { ObtainedToken } from '@millrace/connector-host';
import type { Actor, Connection, ConnectionStore } from '@millrace/runtime';
import { ConnectionChanges } from '../connections/connection-changes.ts';
import { ConnectionTest } from '../connections/connection-test.ts';
import { CONNECTION_STORE } from '../connections/connection-tokens.ts';
import { MendedConnections } from '../connections/mended-connections.ts';
import { TokenKeeper } from '../connections/token-keeper.ts';
import type { BegunSignIn } from './sign-in-seal.ts';

const MAX_NAMES = 20;
const MAX_NAME_CHARACTERS = 64;

/** Connections that people have signed in for. */
@Injectable()
export class SignedConnections {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: Pick<ConnectionStore, 'find'>,
    private readonly changes: ConnectionChanges,
    private readonly keeper: TokenKeeper,
    private readonly tester: ConnectionTest,
    private readonly mended: MendedConnections,
  ) {}

  /** Makes the connection, or renews the one that is there, with what the service gave; then asks whose it is. */
  async keep(actor: Actor, begun: BegunSignIn, obtained: ObtainedToken): Promise<Connection> {
    const connection = await this.makeOrRenew(actor, begun);
    const { workspaceId, id, name } = connection;
    await this.keeper.adopt({ workspaceId, connectionId: id }, obtained);
    await this.tester.run(connection);
    await this.mended.note(connection);
    return this.changes.require(workspaceId, name);
  }

  private async makeOrRenew(actor: Actor, begun: BegunSignIn): Promise<Connection> {
    const { connector, authKind, fields, secrets, allowedHosts } = begun;
    const use = { connector, authKind, fields, ...(allowedHosts === undefined ? {} : { allowedHosts }) };
    const workspaceId = actor.workspace.id;
    if (begun.isReconnect) {
      const before = await this.connections.find({ workspaceId, name: begun.name });
      // What was deleted meanwhile, or is another's by now, is made anew.
      if (before?.use?.connector === connector && before.use.authKind === authKind)
        return this.changes.replace(before, { use, secrets }, 0);
    }
    const name = await this.findFreeName(workspaceId, begun.name);
    return this.changes.create({
      ...{ workspaceId, name, kind: 'connector', createdBy: actor.userId },
      ...{ use, secrets },
    });
  }

  /** Nobody signs in a second time because somebody else took the name meanwhile. */
  private async findFreeName(workspaceId: string, wanted: string): Promise<string> {
    for (let number = 1; number < MAX_NAMES; number += 1) {
      const end = number === 1 ? '' : `-${number}`;
      const name = `${wanted.slice(0, MAX_NAME_CHARACTERS - end.length)}${end}`;
      if ((await this.connections.find({ workspaceId, name })) === undefined) return name;
    }
    return wanted;
  }
}
