import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Connection, ConnectionUsers, HeldStepStore } from '@millrace/runtime';
import { CLOCK, HELD_STEP_STORE } from '../platform/tokens.ts';
import { CONNECTION_USERS } from './connection-tokens.ts';
import { toConnectionDto, type ConnectionDetail, type ConnectionDto } from './connections.dto.ts';

const MAX_USERS = 200;

/** Connections as the API shows them: with what uses them and what waits for them. */
@Injectable()
export class ConnectionViews {
  constructor(
    @Inject(CONNECTION_USERS) private readonly users: ConnectionUsers,
    @Inject(HELD_STEP_STORE) private readonly held: Pick<HeldStepStore, 'countByConnection'>,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** Connections of one workspace. */
  async showAll(workspaceId: string, connections: readonly Connection[]): Promise<ConnectionDto[]> {
    const show = await this.openView(workspaceId);
    return connections.map(show);
  }

  async show(connection: Connection): Promise<ConnectionDto> {
    const show = await this.openView(connection.workspaceId);
    return show(connection);
  }

  async showInFull(connection: Connection): Promise<ConnectionDetail> {
    const { workspaceId, name } = connection;
    const [shown, users] = await Promise.all([
      this.show(connection),
      this.users.list({ workspaceId, connection: name, limit: MAX_USERS }),
    ]);
    return { ...shown, usedBy: users.map(({ workflow, versions }) => ({ workflow, versions: [...versions] })) };
  }

  private async openView(workspaceId: string): Promise<(connection: Connection) => ConnectionDto> {
    const waiting = new Map(Object.entries(await this.held.countByConnection(workspaceId)));
    const nowMs = this.clock.nowMs();
    return (connection) => toConnectionDto(connection, { nowMs, waitingSteps: waiting.get(connection.name) ?? 0 });
  }
}
