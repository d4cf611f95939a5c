import {
  MAX_ALERT_CHANNELS,
  RuntimeError,
  type AlertChannel,
  type AlertStore,
  type Clock,
  type SealedAlertChannel,
} from '@millrace/runtime';

interface Named {
  readonly workspaceId: string;
  readonly id: string;
}

/** The channels of `MemoryAlertStore`. */
export class MemoryAlertChannels {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #rows = new Map<string, SealedAlertChannel & { readonly version: number }>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  create({ sealed, ...made }: Parameters<AlertStore['createChannel']>[0]): AlertChannel {
    const { workspaceId, name } = made;
    this.#requireFree({ workspaceId, name, id: '' });
    if (this.list(workspaceId).length >= MAX_ALERT_CHANNELS) {
      throw new RuntimeError('alert.too_many', 'There are too many channels.');
    }
    const createdAtMs = this.#clock.nowMs();
    const secret = sealed === undefined ? {} : { secretSetAtMs: createdAtMs, sealed: { version: 1, sealed } };
    const row = { ...made, createdAtMs, version: sealed === undefined ? 0 : 1, ...secret };
    this.#rows.set(made.id, row);
    return toChannel(row);
  }

  list(workspaceId: string): readonly AlertChannel[] {
    return [...this.#rows.values()]
      .filter((row) => row.workspaceId === workspaceId)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(toChannel);
  }

  find({ workspaceId, id }: Named): SealedAlertChannel | undefined {
    const row = this.#rows.get(id);
    if (row?.workspaceId !== workspaceId) return undefined;
    const { version: _version, ...channel } = row;
    return channel;
  }

  change({ next, name, target, ...named }: Parameters<AlertStore['changeChannel']>[0]): AlertChannel | undefined {
    const row = this.#rows.get(named.id);
    if (row?.workspaceId !== named.workspaceId || row.target.kind !== target.kind) return undefined;
    if (next !== undefined && next.version !== row.version + 1) return undefined;
    this.#requireFree({ ...named, name });
    const secret = next && { version: next.version, sealed: next, secretSetAtMs: this.#clock.nowMs() };
    const changed = { ...row, name, target, ...secret };
    this.#rows.set(row.id, changed);
    return toChannel(changed);
  }

  remove(named: Named): boolean {
    return this.find(named) !== undefined && this.#rows.delete(named.id);
  }

  noteUse({ id, isGood, detail }: Parameters<AlertStore['noteUse']>[0]): void {
    const row = this.#rows.get(id);
    if (row !== undefined) this.#rows.set(id, { ...row, lastUse: { atMs: this.#clock.nowMs(), isGood, detail } });
  }

  #requireFree({ workspaceId, name, id }: Named & { readonly name: string }): void {
    if (!this.list(workspaceId).some((row) => row.name === name && row.id !== id)) return;
    throw new RuntimeError('alert.channel_name_taken', `There is a channel named "${name}" already.`);
  }
}

function toChannel(row: SealedAlertChannel & { readonly version: number }): AlertChannel {
  const { sealed: _sealed, version: _version, ...channel } = row;
  return channel;
}
