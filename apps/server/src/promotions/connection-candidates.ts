import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowDocument } from '@millrace/machine';
import type { Clock, Connection, ConnectionStore } from '@millrace/runtime';
import { CONNECTION_STORE } from '../connections/connection-tokens.ts';
import { toConnectionDto } from '../connections/connections.dto.ts';
import { listAllConnections } from '../connections/list-all-connections.ts';
import { ServerError } from '../errors.ts';
import { CLOCK } from '../platform/tokens.ts';
import { findConnectionPlaces } from './connection-places.ts';
import type { PromotionPreviewDto } from './promotions.dto.ts';

type Mapping = Readonly<Record<string, string>>;
type MappedConnection = PromotionPreviewDto['connections'][number];

/** Which connections of another workspace can stand in for those that a document names. */
@Injectable()
export class ConnectionCandidates {
  constructor(
    @Inject(CONNECTION_STORE) private readonly connections: ConnectionStore,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** Of each connection that the document names: what fits there, and which one it would be. */
  async find(workspaceId: string, document: WorkflowDocument, wanted: Mapping): Promise<readonly MappedConnection[]> {
    const named = groupPlaces(document);
    if (named.length === 0) return [];
    const there = await listAllConnections(this.connections, workspaceId);
    const nowMs = this.clock.nowMs();
    return named.map(({ name, connector, places }) => {
      const fitting = there.filter(({ use }) => use?.connector === connector);
      const chosen = Object.hasOwn(wanted, name) ? wanted[name] : name;
      return {
        ...{ name, places, candidates: fitting.map((connection) => toCandidate(connection, nowMs)) },
        ...(connector === undefined ? {} : { connector }),
        ...(chosen !== undefined && fitting.some((one) => one.name === chosen) ? { chosen } : {}),
      };
    });
  }

  /** Whatever is asked for must be there, and fit. What is not asked for keeps its name. */
  async require(workspaceId: string, document: WorkflowDocument, wanted: Mapping): Promise<void> {
    const mapped = await this.find(workspaceId, document, wanted);
    for (const [from, to] of Object.entries(wanted)) {
      const found = mapped.find(({ name }) => name === from);
      if (found === undefined) {
        throw new ServerError('promotion.connection_unknown', `The version names no connection "${from}".`);
      }
      if (found.chosen !== undefined) continue;
      const kind = found.connector === undefined ? 'with secrets for webhooks' : `of the connector ${found.connector}`;
      throw new ServerError('promotion.connection_unfit', `There is no connection "${to}" ${kind} there.`);
    }
  }
}

function groupPlaces(document: WorkflowDocument): readonly Pick<MappedConnection, 'name' | 'connector' | 'places'>[] {
  const byName = new Map<string, Pick<MappedConnection, 'name' | 'connector' | 'places'>>();
  for (const { name, connector } of findConnectionPlaces(document)) {
    const known = byName.get(name);
    const first = { name, places: 0, ...(connector === undefined ? {} : { connector }) };
    byName.set(name, { ...(known ?? first), places: (known?.places ?? 0) + 1 });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toCandidate(connection: Connection, nowMs: number): MappedConnection['candidates'][number] {
  const { name, account, health } = toConnectionDto(connection, { nowMs, waitingSteps: 0 });
  const label = account?.label ?? account?.id;
  return {
    name,
    ...(label === undefined ? {} : { account: label }),
    ...(health === undefined ? {} : { health: health.state }),
  };
}
