import { createHash, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { CallContext } from '@millrace/connector-sdk';
import type { Invocation, Invoke, Manifest } from '@millrace/connector-sdk/platform';
import type { OutboundGuard } from '@millrace/security';
import { ChildFolder } from '../sandbox/child-folder.ts';
import { GuestChild, type ChildEnd } from '../sandbox/child.ts';
import { denoCommand, findDeno, guestProgram, type ChildCommand } from '../sandbox/command.ts';
import { ChildPool, type Acquired, type ChildRequest } from '../sandbox/pool.ts';
import type { CallEnd, CallOrder } from './call-in-child.ts';
import { isCrash } from './child-end-errors.ts';
import { ConnectorChild, type ConnectorLimits } from './connector-child.ts';
import { manifestOfDescribed } from './described-manifest.ts';
import { memberPathOf, takesContext } from './member-path.ts';
import { Quarantine, type QuarantineNotice } from './quarantine.ts';
import { quarantinedError, sandboxError } from './sandbox-error.ts';
import { SocketRelays, type Relay } from './socket-relays.ts';
import { encodeForChild } from './wire.ts';

/** The code of one version of a published connector. */
export interface PublishedCode {
  readonly workspaceId: string;
  readonly name: string;
  readonly version: string;
  /** One ES module, whose default export is the connector. */
  readonly source: string;
  /** Of its manifest: V8 heap; twice as much in all. */
  readonly memoryMiB: number;
  /** `host:port` that it may connect to, as its manifest names and somebody has approved. */
  readonly sockets?: readonly string[];
  /** Actions of which the service knows the key, or which do no harm twice: what ends in the middle leaves no doubt. */
  readonly keyedActions?: ReadonlySet<string>;
  /** For people who try it: in processes, and with a quarantine, that no run has. */
  readonly isTrial?: boolean;
}
export interface PublishedSandboxOptions {
  /** Processes at most; half as many again for people who try. Default: two for each core, at least 4 and at most 64. */
  readonly maxChildren?: number;
  /** Processes that wait with nothing to do for longer than some seconds. Default 8. */
  readonly maxIdle?: number;
  /** How long a call waits for a process at most. Default 30 s. */
  readonly queueWaitMs?: number;
  /** Processes unused for so long are ended. Default 5 min. */
  readonly idleMs?: number;
  /** Arguments or output as JSON. Default 16 MiB. */
  readonly maxValueBytes?: number;
  /** Of calls that have no time of their own: signatures, say. Default 10 s. */
  readonly plainCallMs?: number;
  /** From a cancel to the end of the process. Default 5 s. */
  readonly graceMs?: number;
  readonly pingMs?: number;
  /** A process that does not answer for so long is in a loop. Default 5 s. */
  readonly blockedMs?: number;
  /** Default 10 s. */
  readonly loadMs?: number;
  /** A version has crashed too often and rests. */
  readonly onQuarantine?: (notice: QuarantineNotice) => void;
  /** Says where sockets may lead. Without it there are none. */
  readonly guard?: Pick<OutboundGuard, 'resolveTarget'>;
  /** Instead of Deno; `null` where there is none. For tests. */
  readonly command?: ChildCommand | null;
}

const MiB = 1024 * 1024;
const HEADER_BYTES = 64 * 1024;
/** Characters beyond ASCII take up to three bytes. */
const BYTES_PER_CHARACTER = 3;
const MOST_CHILDREN = 64;
/** One that hangs, and one for whoever tries something else. */
const LEAST_TRIAL_CHILDREN = 2;
const CALLS_AT_ONCE = 16;
const DEFAULT_MEMORY_MIB = 256;
/** Deno itself needs some. */
const LEAST_RESIDENT_MIB = 256;
/** What requests of a call that is in flight wait for: credentials. */
const WITHIN: ReadonlySet<string> = new Set(['sign', 'exchange']);
/** What an action does: in its first call, and after a pause. */
const OF_ACTIONS: ReadonlySet<string> = new Set(['action', 'resume']);
type Wanted = Pick<ChildRequest, 'purpose' | 'isAlone' | 'isLasting' | 'isWithin'>;
/** What a process is started for. */
interface ChildShape {
  readonly heapMiB: number;
  readonly relayPorts: readonly number[];
}
/** The spare process has this one. */
const USUAL: ChildShape = { heapMiB: DEFAULT_MEMORY_MIB, relayPorts: [] };
const variantOf = (shape: ChildShape): string =>
  shape.heapMiB === USUAL.heapMiB && shape.relayPorts.length === 0 ? '' : JSON.stringify(shape);
const shapeOf = (variant: string): ChildShape => (variant === '' ? USUAL : (JSON.parse(variant) as ChildShape));
const residentOf = (heapMiB: number): number => Math.max(LEAST_RESIDENT_MIB, 2 * heapMiB);

/**
 * Runs the code of published connectors in Deno processes that have no permission at all. A process serves one version in one
 * workspace; everything with an effect is a request to this process, on behalf of a call that is in flight.
 */
export class PublishedSandbox {
  readonly #options: PublishedSandboxOptions;
  readonly #pool: ChildPool | undefined;
  /** However many hang that somebody tries, runs have all theirs. */
  readonly #trialPool: ChildPool | undefined;
  readonly #folder = new ChildFolder();
  readonly #connectors = new WeakMap<GuestChild, ConnectorChild>();
  readonly #quarantine = new Quarantine();
  readonly #relays: SocketRelays | undefined;
  readonly #opened = new Map<string, Promise<readonly Relay[]>>();

  constructor(options: PublishedSandboxOptions = {}) {
    this.#options = options;
    this.#relays = options.guard === undefined ? undefined : new SocketRelays(options.guard);
    const deno = findDeno();
    const isThere = options.command !== null && (options.command !== undefined || deno !== undefined);
    if (!isThere) return;
    const {
      maxChildren = Math.min(MOST_CHILDREN, Math.max(4, 2 * availableParallelism())),
      maxIdle = 8,
      idleMs = 300_000,
    } = options;
    const startChild = (variant: string): GuestChild =>
      this.#startChild(options.command ?? commandFor(deno ?? '', shapeOf(variant)));
    const pool = { startChild, maxCalls: CALLS_AT_ONCE, maxIdle, idleMs };
    this.#pool = new ChildPool({ ...pool, maxChildren });
    this.#trialPool = new ChildPool({
      ...pool,
      maxChildren: Math.max(LEAST_TRIAL_CHILDREN, Math.ceil(maxChildren / 2)),
    });
  }

  /** Processes that are alive now. */
  get pids(): readonly number[] {
    return [...(this.#pool?.pids ?? []), ...(this.#trialPool?.pids ?? [])];
  }

  /** What the code says of itself, in a process that does nothing else. Rejects when it is no connector. */
  async describe({
    workspaceId,
    source,
    version,
    signal,
  }: Pick<PublishedCode, 'workspaceId' | 'source' | 'version'> & { readonly signal: AbortSignal }): Promise<Manifest> {
    const purpose = `describe ${randomUUID()}`;
    const acquired = await this.#acquire({ workspaceId, purpose, signal, isAlone: true }, this.#pool);
    try {
      const mark = randomUUID();
      const child = this.#connectorIn(acquired.child, DEFAULT_MEMORY_MIB, () => undefined);
      const data = await child.describe(source, mark);
      if (typeof data !== 'string') throw data;
      return manifestOfDescribed(data, { mark, version });
    } finally {
      acquired.release(false);
    }
  }

  /** How calls reach the code. Rejects with what it throws; the sandbox's own failures are named `Sandbox.…`. */
  open(code: PublishedCode): Invoke {
    const { name, version, source, isTrial = false } = code;
    const digest = createHash('sha256').update(source).digest('base64');
    const purpose = `${name} ${version} ${digest}${isTrial ? ' trial' : ''}`;
    return (invocation) => this.#invoke(code, purpose, invocation);
  }

  /** Ends everything, calls that run too, and resolves when no process is left. */
  async close(): Promise<void> {
    await Promise.all([this.#pool?.close(), this.#trialPool?.close()]);
    await this.#relays?.close();
    await this.#folder.remove();
  }

  async #invoke(code: PublishedCode, purpose: string, invocation: Invocation): Promise<unknown> {
    const { kind } = invocation;
    const own = new AbortController();
    const end = (): void => own.abort(new DOMException('The time is up.', 'TimeoutError'));
    const timer = takesContext(kind) ? undefined : setTimeout(end, this.#options.plainCallMs ?? 10_000);
    try {
      const order = this.#orderOf(code, invocation, own.signal);
      return await this.#perform(code, order, { purpose, isLasting: kind === 'stream', isWithin: WITHIN.has(kind) });
    } finally {
      clearTimeout(timer);
    }
  }

  async #perform(code: PublishedCode, order: CallOrder, request: Wanted): Promise<unknown> {
    const end = await this.#attempt(code, order, request);
    // In a process of its own: what ended the first one was perhaps this call.
    const last = end.kind === 'again' ? await this.#attempt(code, order, { ...request, isAlone: true }) : end;
    if (last.kind === 'returned') return last.value;
    throw last.kind === 'threw' ? last.error : sandboxError('Sandbox.Crashed', 'Two processes ended under the call.');
  }

  async #attempt(code: PublishedCode, order: CallOrder, request: Wanted): Promise<CallEnd> {
    const { workspaceId, source, memoryMiB, sockets = [], isTrial = false } = code;
    const key = `${workspaceId} ${request.purpose}`;
    const restMs = this.#quarantine.remainingMs(key, performance.now());
    if (restMs > 0) throw quarantinedError(code, restMs);
    const { signal } = order;
    const relays = await this.#relaysOf(key, sockets);
    const variant = variantOf({ heapMiB: memoryMiB, relayPorts: relays.map(([, port]) => port) });
    const pool = isTrial ? this.#trialPool : this.#pool;
    const acquired = await this.#acquire({ ...request, workspaceId, signal, variant }, pool);
    const child = this.#connectorIn(acquired.child, memoryMiB, (end) => this.#noteEnd(code, key, end));
    const end = await child.call({ source, relays }, order);
    acquired.release(true);
    return end;
  }

  /** The doors of a version of a workspace: opened once, for all processes that serve it. */
  async #relaysOf(key: string, sockets: readonly string[]): Promise<readonly Relay[]> {
    if (this.#relays === undefined || sockets.length === 0) return [];
    const opened = this.#opened.get(key) ?? this.#relays.open(sockets);
    this.#opened.set(key, opened);
    // What the machine had too little of may be there the next time.
    opened.catch(() => this.#opened.delete(key));
    return opened;
  }

  async #acquire(
    request: Omit<ChildRequest, 'waitMs'>,
    pool: ChildPool | undefined,
  ): Promise<Extract<Acquired, { readonly kind: 'child' }>> {
    const { queueWaitMs: waitMs = 30_000 } = this.#options;
    const acquired = await (pool?.acquire({ ...request, waitMs }) ?? ({ kind: 'broken', complaint: '' } as const));
    switch (acquired.kind) {
      case 'child':
        return acquired;
      case 'aborted':
        throw request.signal.reason;
      case 'busy':
        throw sandboxError('Sandbox.Busy', 'All processes for connectors are busy, and none became free in time.');
      case 'closed':
        throw sandboxError('Sandbox.Aborted', 'The sandbox was closed.');
      case 'broken':
        throw sandboxError('Sandbox.Unavailable', unavailable(acquired.complaint));
    }
  }

  #connectorIn(child: GuestChild, memoryMiB: number, onEnd: (end: ChildEnd) => void): ConnectorChild {
    const known = this.#connectors.get(child);
    if (known !== undefined) return known;
    const made = new ConnectorChild(child, this.#limitsFor(memoryMiB), onEnd);
    this.#connectors.set(child, made);
    return made;
  }

  #noteEnd({ workspaceId, name, version, isTrial = false }: PublishedCode, key: string, end: ChildEnd): void {
    if (!isCrash(end)) return;
    const forMs = this.#quarantine.noteCrash(key, performance.now());
    if (forMs === undefined) return;
    const reason = end.killed ?? end.signal ?? `exit code ${end.code ?? '?'}`;
    this.#options.onQuarantine?.({ workspaceId, name, version, isTrial, forMs, reason });
  }

  #orderOf({ keyedActions }: PublishedCode, { kind, member, arguments: all }: Invocation, own: AbortSignal): CallOrder {
    const context = takesContext(kind) ? (all[0] as CallContext) : undefined;
    const functions = new Map<number, (...given: unknown[]) => unknown>();
    const given = encodeForChild(context === undefined ? all : all.slice(1), (called) => {
      functions.set(functions.size + 1, called);
      return functions.size;
    });
    this.#demandSize(given);
    return {
      ...{ path: memberPathOf(kind, member), given, context, functions },
      // What looks whether something has happened changes nothing.
      isKeyed: kind === 'verify' || (OF_ACTIONS.has(kind) && keyedActions?.has(member) === true),
      signal: context?.signal ?? own,
    };
  }

  #demandSize(given: string): void {
    const limit = this.#maxValueBytes;
    const actual = Buffer.byteLength(given);
    if (actual <= limit) return;
    const message = `The arguments have ${actual} bytes; ${limit} are allowed.`;
    throw sandboxError('Sandbox.InputTooLarge', message, { limit, actual });
  }

  get #maxValueBytes(): number {
    return this.#options.maxValueBytes ?? 16 * MiB;
  }

  #limitsFor(heapMiB: number): ConnectorLimits {
    const { graceMs = 5000, pingMs = 1000, blockedMs = 5000, loadMs = 10_000 } = this.#options;
    const residentMiB = residentOf(heapMiB);
    return { heapMiB, residentMiB, maxValueBytes: this.#maxValueBytes, graceMs, pingMs, blockedMs, loadMs };
  }

  #startChild(command: ChildCommand): GuestChild {
    const maxFrameBytes = this.#maxValueBytes * BYTES_PER_CHARACTER + HEADER_BYTES;
    return new GuestChild({ command, maxFrameBytes, folder: this.#folder.pathFor(command) });
  }
}

const commandFor = (deno: string, { heapMiB, relayPorts }: ChildShape): ChildCommand =>
  denoCommand({
    ...{ deno, heapMiB, relayPorts, residentMiB: residentOf(heapMiB) },
    program: guestProgram(import.meta.url),
  });

const unavailable = (complaint: string): string =>
  complaint === ''
    ? 'Deno, which runs connectors that others have published, is not installed for this system.'
    : `Deno does not start: ${complaint.slice(-1000)}`;

/** Makes a sandbox. No process starts before the first call. */
export function createPublishedSandbox(options?: PublishedSandboxOptions): PublishedSandbox {
  return new PublishedSandbox(options);
}
