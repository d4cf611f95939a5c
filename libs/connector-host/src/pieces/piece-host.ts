import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FatalError, type JsonValue } from '@millrace/connector-sdk';
import type { Invoke } from '@millrace/connector-sdk/platform';
import type { OutboundGuard } from '@millrace/security';
import { pieceCommand } from './child-command.ts';
import { PieceError } from './errors.ts';
import { findGuestProgram } from './guest-program.ts';
import type { Answer, DialAnswer, DialTarget, PieceFacts } from './guest/protocol.ts';
import { refusalOf } from './given-context.ts';
import { hashPackages, mainFileOf } from './inspect-packages.ts';
import { PieceChild, type PieceEnd } from './piece-child.ts';
import { invokePiece } from './piece-invocation.ts';
import { folderNameOf, type PieceAddress } from './piece-name.ts';
import type { OpenPiece } from './piece.ts';

export interface PieceHostOptions {
  /** Where pieces are installed. */
  readonly folder: string;
  /** Decides where pieces may connect to. */
  readonly guard: Pick<OutboundGuard, 'resolveTarget'>;
  /** The only hosts that a piece may call, beside what the guard says: exact, or `*.example.com`. Undefined: all. */
  readonly permittedHosts?: (piece: PieceAddress) => readonly string[] | undefined;
  /** Processes at most; half as many again for people who try. Default: two for each core, at least 4. */
  readonly maxChildren?: number;
  /** Processes unused for so long are ended. Default 5 min. */
  readonly idleMs?: number;
  /** V8 heap. Default 192. */
  readonly heapMiB?: number;
  /** Memory in all, on Linux. Default 384. */
  readonly residentMiB?: number;
  /** How long a piece may take to be loaded. Default 20 s. */
  readonly startMs?: number;
  /** How long a call waits for a process at most. Default 30 s. */
  readonly queueWaitMs?: number;
  /** Names that lead elsewhere, without being asked the guard. Only tests have such. */
  readonly testHosts?: ReadonlyMap<string, { readonly address: string; readonly port: number }>;
  /** A certificate that pieces trust besides. Only tests have such. */
  readonly testCertificate?: string;
}

interface Member {
  readonly key: string;
  readonly child: PieceChild;
  readonly isTrial: boolean;
  usedAtMs: number;
}

/** Of data segments, where nobody wants more: it stops at once what the watch would see 25 ms later. */
const DATA_MIB = 384;
const MAX_CALLS_AT_ONCE = 16;
const SWEEP_MS = 5000;
const QUEUE_TURN_MS = 25;
/** Before the key of a process for people who try. */
const TRIAL = 'trial';
/** One that hangs, and one for whoever tries something else. */
const LEAST_TRIAL_CHILDREN = 2;

/**
 * Processes with pieces in them. One serves one version of one piece, for one workspace, up to 16 calls at once. Code of a
 * piece never runs in this process.
 */
export class PieceHost {
  readonly #options: PieceHostOptions;
  readonly #members = new Map<string, Promise<Member>>();
  /** By key: the process that the promise above gives, or will give. */
  readonly #current = new Map<string, PieceChild>();
  readonly #alive = new Set<Member>();
  readonly #ending = new Set<Promise<PieceEnd>>();
  #home: string | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: PieceHostOptions) {
    this.#options = options;
  }

  /** Processes that are alive now. */
  get pids(): readonly number[] {
    return [...this.#alive].flatMap(({ child }) => child.pid ?? []);
  }

  /** How calls reach a piece. Rejects with the failures of the SDK; anything else that a piece throws is a defect. */
  open(piece: OpenPiece): Invoke {
    return (invocation) =>
      invokePiece(
        { piece, acquire: () => this.#acquire(piece), dial: (target) => this.#dial(target, piece) },
        invocation,
      );
  }

  /** Loads a piece in a process of its own, only to see what it is. */
  async describe(address: PieceAddress, installFolder: string): Promise<PieceFacts> {
    const member = await this.#start('', installFolder, address);
    try {
      return await member.child.loaded;
    } finally {
      member.child.kill('closed');
      await member.child.ended;
    }
  }

  /** Ends everything, calls that run too, and resolves when no process is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    await Promise.allSettled(this.#members.values());
    for (const { child } of this.#alive) child.kill('closed');
    await Promise.all(this.#ending);
    if (this.#home !== undefined) await rm(this.#home, { recursive: true, force: true });
    this.#home = undefined;
  }

  /** Where a target may be reached: checked addresses, of which one is to be dialled at once. Throws what the guard throws. */
  async #dial({ host, port }: DialTarget, piece: PieceAddress): Promise<DialAnswer> {
    const permitted = this.#options.permittedHosts?.(piece);
    if (permitted?.some((pattern) => fitsHost(host, pattern)) === false) throw notPermitted(host, piece);
    const mapped = this.#options.testHosts?.get(host);
    if (mapped !== undefined) return { addresses: [{ address: mapped.address, family: 4 }], port: mapped.port };
    return { addresses: await this.#options.guard.resolveTarget({ host, port }), port };
  }

  async #acquire(piece: OpenPiece): Promise<PieceChild> {
    const { workspaceId, packageName, version, sha512, isTrial = false } = piece;
    const key = [isTrial ? TRIAL : '', workspaceId, packageName, version, sha512].join('\n');
    const untilMs = performance.now() + (this.#options.queueWaitMs ?? 30_000);
    for (;;) {
      if (this.#isClosed) throw new FatalError('The host of pieces was closed.', { name: 'Sandbox.Aborted' });
      const member = await (this.#members.get(key) ?? this.#startWhenFree(key, piece));
      if (member?.child.isSpent === true) this.#forget(member);
      else if (member !== undefined && member.child.inFlight < MAX_CALLS_AT_ONCE) {
        member.usedAtMs = performance.now();
        return member.child;
      } else await turn(untilMs);
    }
  }

  /** Undefined while all places are taken by others that work. */
  #startWhenFree(key: string, piece: OpenPiece): Promise<Member | undefined> {
    const { isTrial = false } = piece;
    if (this.#countAlike(isTrial) >= this.#mostOf(isTrial) && !this.#evictOldest(isTrial))
      return Promise.resolve(undefined);
    const starting = this.#load(key, piece);
    this.#members.set(key, starting);
    starting.catch(() => {
      if (this.#members.get(key) === starting) this.#members.delete(key);
    });
    return starting;
  }

  /** What people try takes no place from runs. */
  #mostOf(isTrial: boolean): number {
    const most = this.#options.maxChildren ?? Math.max(4, 2 * availableParallelism());
    return isTrial ? Math.max(LEAST_TRIAL_CHILDREN, Math.ceil(most / 2)) : most;
  }

  #countAlike(isTrial: boolean): number {
    const wanted = [...this.#members.keys()].filter((key) => key.startsWith(TRIAL) === isTrial);
    const alive = [...this.#alive].filter((member) => member.isTrial === isTrial);
    return Math.max(wanted.length, alive.length);
  }

  async #load(key: string, piece: OpenPiece): Promise<Member> {
    const folder = join(this.#options.folder, folderNameOf(piece));
    const hash = await hashPackages(folder).catch((cause: unknown) => {
      const message = `${piece.packageName} ${piece.version} is not installed here any more. Install it again.`;
      throw asFailure(new PieceError('piece.not_installed', message, { cause }));
    });
    if (hash !== piece.sha512) {
      const message = `The files of ${piece.packageName} ${piece.version} are not those that were installed. Install it again.`;
      throw asFailure(new PieceError('piece.integrity_mismatch', message));
    }
    const member = await this.#start(key, folder, piece);
    await member.child.loaded.catch((cause: unknown) => {
      member.child.kill('start');
      const message = `${piece.packageName} ${piece.version} cannot be loaded: ${(cause as Error).message}`;
      throw asFailure(new PieceError('piece.unloadable', message, { cause }));
    });
    this.#sweeper ??= setInterval(() => this.#sweep(), Math.min(SWEEP_MS, this.#idleMs)).unref();
    return member;
  }

  async #start(key: string, folder: string, address: PieceAddress): Promise<Member> {
    const file = await mainFileOf(folder, address.packageName);
    const { heapMiB = 192, residentMiB = 384, startMs, testCertificate: certificate } = this.#options;
    const command = pieceCommand({
      program: findGuestProgram(),
      folder,
      heapMiB,
      dataMiB: Math.max(DATA_MIB, residentMiB),
    });
    const onDial = (target: unknown): Promise<Answer> =>
      this.#dial(target as DialTarget, address).then((value) => ({ value: value as unknown as JsonValue }), refusalOf);
    const limits = { residentMiB, ...(startMs === undefined ? {} : { startMs }) };
    const child = new PieceChild({ command, home: this.#homeFolder(), file, certificate, onDial, ...limits });
    const member = { key, child, isTrial: key.startsWith(TRIAL), usedAtMs: performance.now() };
    this.#alive.add(member);
    this.#ending.add(child.ended);
    this.#current.set(key, child);
    void child.ended.then(() => {
      this.#alive.delete(member);
      this.#ending.delete(child.ended);
      this.#forget(member);
    });
    return member;
  }

  /** The next call of its kind gets another process. */
  #forget({ key, child }: Member): void {
    if (this.#current.get(key) !== child) return;
    this.#current.delete(key);
    this.#members.delete(key);
  }

  #evictOldest(ofTrials: boolean): boolean {
    const idle = [...this.#alive].filter(({ child, isTrial }) => child.isIdle && isTrial === ofTrials);
    const [oldest] = idle.sort((left, right) => left.usedAtMs - right.usedAtMs);
    if (oldest === undefined) return false;
    this.#forget(oldest);
    oldest.child.kill('idle');
    return true;
  }

  get #idleMs(): number {
    return this.#options.idleMs ?? 300_000;
  }

  #sweep(): void {
    const beforeMs = performance.now() - this.#idleMs;
    for (const member of this.#alive) {
      if (!member.child.isIdle || member.usedAtMs > beforeMs) continue;
      this.#forget(member);
      member.child.kill('idle');
    }
  }

  /** One for all: nothing is ever in it. */
  #homeFolder(): string {
    if (this.#home === undefined) {
      this.#home = mkdtempSync(join(tmpdir(), 'millrace-piece-home-'));
      chmodSync(this.#home, 0o755);
    }
    return this.#home;
  }
}

/** Waits for a process to be free, or throws when that has lasted too long. */
async function turn(untilMs: number): Promise<void> {
  if (performance.now() > untilMs) throw busy();
  await new Promise((resolve) => setTimeout(resolve, QUEUE_TURN_MS));
}

const busy = (): FatalError =>
  new FatalError('All processes of pieces are busy, and none became free in time. Retry the step.', {
    name: 'Sandbox.Busy',
    detail: { code: 'sandbox.busy' },
  });

/** One star is for any number of names below it, and not for the name itself. */
function fitsHost(host: string, pattern: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const wanted = pattern.toLowerCase();
  return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) && name.length >= wanted.length : name === wanted;
}

const notPermitted = (host: string, { packageName }: PieceAddress): FatalError =>
  new FatalError(`${packageName} may not call ${host}. An operator can permit it.`, {
    detail: { code: 'connection.host_not_allowed' },
  });

const asFailure = (cause: PieceError): FatalError =>
  new FatalError(cause.message, { cause, detail: { code: cause.code } });
