import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Invocation } from '@millrace/connector-sdk/platform';
import type { InstalledConnector } from '../installed-connector.ts';
import { installPiece } from '../pieces/install-piece.ts';
import { installedPiece } from '../pieces/installed-piece.ts';
import { PieceHost } from '../pieces/piece-host.ts';
import type { InstalledPiece } from '../pieces/piece.ts';
import { TEST_AUTHORITY } from './certificates.ts';
import { FakeService, type Routes, type SeenRequest } from './fake-service.ts';
import { tinyContext, type TinyOptions } from './tiny-pieces.ts';

const SCOPE = '@activepieces';
const LOOK_UP_MS = 20_000;
/** An installation waits for the registry half of its time. */
const LANES = 3;

/** True where npm reaches a registry that has pieces; elsewhere a suite says that it is skipped. */
export async function hasRegistryFor(suite: string): Promise<boolean> {
  try {
    await promisify(execFile)('npm', ['view', `${SCOPE}/piece-discord@0.2.0`, 'version'], { timeout: LOOK_UP_MS });
    return true;
  } catch {
    process.stderr.write(`Skipped ${suite}: npm reaches no registry that has pieces.\n`);
    return false;
  }
}

/**
 * Real pieces, installed once for all tests of this machine, and their services played by one of our own. The folder's number
 * rises when an installation records something else of a piece.
 */
export class RegistryPieces {
  readonly folder = join(tmpdir(), 'millrace-registry-pieces-2');
  #hosts: readonly string[] = [];
  readonly #installed = new Map<string, InstalledPiece>();
  #service: FakeService | undefined;
  #host: PieceHost | undefined;

  /** Names, as `slack@0.17.9`, and the hosts that they call. */
  async install(names: readonly string[], hosts: readonly string[]): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    chmodSync(this.folder, 0o755);
    this.#hosts = hosts;
    this.#service = await FakeService.start();
    const guard = { resolveTarget: () => Promise.reject(new Error('No test leaves this machine.')) };
    const testHosts = this.#service.hosts(...hosts);
    this.#host = new PieceHost({ folder: this.folder, guard, testHosts, testCertificate: TEST_AUTHORITY });
    const { signal } = new AbortController();
    const waiting = [...names];
    const work = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
        this.#installed.set(name, await this.#install(name, signal));
    };
    await Promise.all(Array.from({ length: LANES }, work));
  }

  #install(name: string, signal: AbortSignal): Promise<InstalledPiece> {
    const [short = '', version = ''] = name.split('@');
    const address = { packageName: `${SCOPE}/piece-${short}`, version };
    // These are old, and asking for the age of each takes a call of npm.
    return installPiece({ ...address, folder: this.folder, signal, allowYoung: true });
  }

  piece(name: string): InstalledPiece {
    const found = this.#installed.get(name);
    if (found === undefined) throw new Error(`${name} is not installed.`);
    return found;
  }

  get pids(): readonly number[] {
    return this.#host?.pids ?? [];
  }

  /** One of them as a connector of a workspace, whose services answer so. */
  open(
    name: string,
    routes: Routes,
  ): { readonly installed: InstalledConnector; readonly seen: readonly SeenRequest[] } {
    const service = this.#service;
    if (service === undefined || this.#host === undefined) throw new Error('Nothing is installed yet.');
    service.requests.length = 0;
    service.routes = routes;
    return { installed: installedPiece(this.piece(name), this.#host, 'w1'), seen: service.requests };
  }

  /** Makes a call while the services answer so. Gives what came of it, and what they saw. */
  async call(
    name: string,
    { kind, member, arguments: given }: Invocation,
    { routes = {}, ...options }: TinyOptions & { readonly routes?: Routes } = {},
  ): Promise<{ readonly result: unknown; readonly seen: readonly SeenRequest[] }> {
    const service = this.#service;
    if (service === undefined || this.#host === undefined) throw new Error('Nothing is installed yet.');
    service.requests.length = 0;
    service.routes = routes;
    const invoke = this.#host.open({ ...this.piece(name), workspaceId: 'w1' });
    const withContext = WITHOUT_CONTEXT.has(kind) ? given : [tinyContext(options).context, ...given];
    const result = await invoke({ kind, member, arguments: withContext });
    return { result, seen: [...service.requests] };
  }

  /** The same call, where all hosts are a stranger who has signed his certificate himself. */
  async callStranger(
    name: string,
    { kind, member, arguments: given }: Invocation,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ readonly failure: unknown; readonly seen: readonly SeenRequest[] }> {
    const stranger = await FakeService.start({ isStranger: true });
    const testHosts = stranger.hosts(...this.#hosts);
    const guard = { resolveTarget: () => Promise.reject(new Error('No test leaves this machine.')) };
    const host = new PieceHost({ folder: this.folder, guard, testHosts, testCertificate: TEST_AUTHORITY });
    const invoke = host.open({ ...this.piece(name), workspaceId: 'w1' });
    const failure: unknown = await invoke({
      kind,
      member,
      arguments: [tinyContext({ secrets }).context, ...given],
    }).catch((cause: unknown) => cause);
    await host.close();
    await stranger.close();
    return { failure, seen: stranger.requests };
  }

  async close(): Promise<void> {
    await this.#host?.close();
    await this.#service?.close();
  }
}

const WITHOUT_CONTEXT: ReadonlySet<string> = new Set(['identity', 'account', 'handshake', 'verifySignature']);
