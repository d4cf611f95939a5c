import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../processes/free-port.ts';
import { startPostgres, type PostgresServer } from '../processes/postgres-server.ts';
import { findRedisProgram, startRedis, type RedisServer } from '../processes/redis-server.ts';
import { Supervisor, type ProcessExit, type SupervisedProcess } from '../processes/supervisor.ts';
import { createTcpProxy, type TcpProxy } from '../processes/tcp-proxy.ts';
import { owedPoints, rowOf } from './crash-points.ts';
import { PROCESSES } from './fault-table.ts';
import type { UpFact } from './facts.ts';
import type { Ledger } from './ledger.ts';
import type { ChaosPlan } from './plan.ts';
import type { ChaosPhase } from './profiles.ts';

const OWNER_EMAIL = 'chaos@example.com';
export const OWNER_PASSWORD = 'nothing stands for ever here';
/** The place of the server that is called. */
const SERVER = PROCESSES[0];
const RESPAWN_MS = 200;
/** What a process gets to end in order. */
export const SHUTDOWN_SECONDS = 6;
/** The server that is called takes few runs itself, so that the others have work. */
const SERVER_PLACES = 12;
/** Two hundred runs in hand are more than two busy cores get done before the next kill: all of them would be lost each time. */
const WORKER_PLACES = 100;
/** All traffic has one key: what a person may do in a minute is too little for it. */
const MANY_CALLS = { MILLRACE_API_CALLS_PER_MINUTE: '60000', MILLRACE_API_BURST: '10000' };
const KEY_BYTES = 32;
/** Few cores are shared by all that is here. */
const SANDBOXES = '2';
/** Who hangs is asked what for. */
const DIAGNOSTICS = ['--trace-warnings', '--report-on-signal', '--report-exclude-network'];
const STARTED = /^Millrace runs at|"msg":"Millrace runs"|^The worker takes runs/;

/** A process that ended, and nobody had asked it to. */
export interface UnaskedEnd {
  readonly t: number;
  readonly name: string;
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly wasReady: boolean;
  readonly lastLines: readonly string[];
}
export interface InstallationParts {
  /** Of the repository: where the built product is. */
  readonly root: string;
  readonly folder: string;
  readonly ledger: Ledger;
  readonly plan: ChaosPlan;
  readonly apiKey: string;
  readonly sinkPort: number;
  /** What holds now; asked at every start. */
  readonly phase: () => Pick<ChaosPhase, 'leaseSeconds' | 'hasRedis'>;
}

/**
 * A server, two workers, Postgres and Redis, with proxies between them. What dies is started again. Workers need the Redis that
 * tells them of work: in phases without it, servers that nobody calls take their places.
 */
export class Installation {
  readonly postgresProxy: TcpProxy;
  readonly sinkProxy: TcpProxy;
  readonly redisProxy: TcpProxy | undefined;
  readonly postgres: PostgresServer;
  readonly redis: RedisServer | undefined;
  readonly unaskedEnds: UnaskedEnd[] = [];
  /** Passages at which a crash point acted. */
  readonly pointsHit = new Map<string, number>();
  readonly #ups: { readonly name: string; readonly pid: number; readonly from: number; until?: number }[] = [];
  readonly #parts: InstallationParts;
  readonly #supervisor: Supervisor;
  readonly #processes = new Map<string, SupervisedProcess>();
  readonly #ports = new Map<string, number>();
  readonly #asked = new Set<number>();
  readonly #encryptionKey = randomBytes(KEY_BYTES).toString('base64');
  /** Process id -> when it was ready, monotonic. */
  readonly #ready = new Map<number, number>();
  #crashPointsAreOn = false;
  #isClosing = false;

  private constructor(
    parts: InstallationParts,
    servers: {
      postgres: PostgresServer;
      redis: RedisServer | undefined;
      proxies: readonly [TcpProxy, TcpProxy, TcpProxy | undefined];
    },
  ) {
    this.#parts = parts;
    this.postgres = servers.postgres;
    this.redis = servers.redis;
    [this.postgresProxy, this.sinkProxy, this.redisProxy] = servers.proxies;
    this.#supervisor = new Supervisor(join(parts.folder, 'logs'));
  }

  /** Starts everything; resolves when all of it answers. */
  static async start(parts: InstallationParts): Promise<Installation> {
    const { folder, sinkPort } = parts;
    mkdirSync(join(folder, 'diagnostics'), { recursive: true });
    const postgres = await startPostgres(join(folder, 'postgres'));
    const program = findRedisProgram();
    const redis = program === undefined ? undefined : await startRedis(program, join(folder, 'redis'));
    const redisProxy =
      redis === undefined ? undefined : await createTcpProxy(() => ({ host: '127.0.0.1', port: redis.port }));
    const proxies = [
      await createTcpProxy(() => postgres.address),
      await createTcpProxy(() => ({ host: '127.0.0.1', port: sinkPort })),
      redisProxy,
    ] as const;
    const installation = new Installation(parts, { postgres, redis, proxies });
    await installation.#startProcesses();
    return installation;
  }

  async #startProcesses(): Promise<void> {
    for (const name of PROCESSES) this.#ports.set(name, await findFreePort());
    for (const name of PROCESSES) {
      const started = await this.#supervisor.startProcess({
        name,
        command: () => [
          process.execPath,
          ...DIAGNOSTICS,
          `--report-directory=${this.diagnosticsFolder}`,
          '--import',
          faultsModule(),
          join(this.#parts.root, `apps/${this.programOf(name)}/dist/main.js`),
        ],
        env: (startNumber) => this.#environmentOf(name, startNumber),
        readyUrl: `http://127.0.0.1:${this.#ports.get(name) ?? 0}/healthz`,
        onExit: (exit) => this.#onExit(name, exit),
      });
      this.#processes.set(name, started);
      this.#noteReady(started);
    }
  }

  /** What takes this place when it starts now. */
  programOf(name: string): 'server' | 'worker' {
    return name === SERVER || !this.#parts.phase().hasRedis ? 'server' : 'worker';
  }

  #environmentOf(name: string, startNumber: number): Readonly<Record<string, string>> {
    const { apiKey, plan, phase } = this.#parts;
    const { leaseSeconds, hasRedis } = phase();
    const database = new URL(this.postgres.url);
    database.port = String(this.postgresProxy.port);
    const port = String(this.#ports.get(name) ?? 0);
    return {
      DATABASE_URL: database.href,
      ...(this.redisProxy === undefined || !hasRedis ? {} : { REDIS_URL: `redis://127.0.0.1:${this.redisProxy.port}` }),
      MILLRACE_DATA_DIR: this.#dataFolder,
      MILLRACE_LOG_LEVEL: 'info',
      MILLRACE_LEASE_SECONDS: String(leaseSeconds),
      MILLRACE_SHUTDOWN_SECONDS: String(SHUTDOWN_SECONDS),
      MILLRACE_OUTBOUND_ALLOW: `127.0.0.1:${this.sinkProxy.port}`,
      MILLRACE_OWNER_EMAIL: OWNER_EMAIL,
      MILLRACE_OWNER_PASSWORD: OWNER_PASSWORD,
      MILLRACE_OWNER_API_KEY: apiKey,
      MILLRACE_ENCRYPTION_KEY: this.#encryptionKey,
      MILLRACE_SANDBOX_CHILDREN: SANDBOXES,
      // Every process knows the installation under a name of its own, by which effects tell who made them.
      MILLRACE_PUBLIC_URL: `http://${name}.localhost:${this.#ports.get('server') ?? 0}`,
      FAULT: this.#crashPointsAreOn ? this.#crashPointsOf(name, startNumber) : '',
      FAULT_START: String(startNumber),
      FAULT_UNTIL: this.#healedFile,
      FAULT_CALM: this.#calmFile,
      FAULT_BLOCK_MS: String(plan.timed.find(({ kind }) => kind === 'block')?.durationMs ?? 0),
      MILLRACE_MAX_RUNNING: String(name === SERVER ? SERVER_PLACES : WORKER_PLACES),
      ...(this.programOf(name) === 'server'
        ? { MILLRACE_PORT: port, ...MANY_CALLS }
        : { MILLRACE_WORKER_HEALTH_PORT: port }),
    };
  }

  /** Those of rows that must come and have not; then those of the plan. */
  #crashPointsOf(name: string, startNumber: number): string {
    const { crashPoints, owed, seed } = this.#parts.plan;
    const hit = new Set([...this.pointsHit.keys()].map(rowOf));
    const place = PROCESSES.findIndex((other) => other === name);
    // The door must be open now and then: every second start of the server that is called has what the plan says.
    const isQuiet = name === SERVER && startNumber % 2 === 1;
    const still = isQuiet ? [] : owed.filter((row) => !hit.has(row));
    // Both would be more deaths than a short run can bear.
    return owedPoints(still, { seed, place, startNumber }) || (crashPoints[name]?.[startNumber - 1] ?? '');
  }

  #noteReady({ name, pid }: SupervisedProcess): void {
    this.#ready.set(pid, performance.now());
    this.#ups.push({ name, pid, from: this.#parts.ledger.now() });
  }

  /** When each process could serve, up to now. */
  get ups(): readonly UpFact[] {
    const now = this.#parts.ledger.now();
    return this.#ups.map(({ name, from, until = now }) => ({ name, from, until }));
  }

  get processes(): readonly SupervisedProcess[] {
    return [...this.#processes.values()];
  }

  find(name: string): SupervisedProcess | undefined {
    return this.#processes.get(name);
  }

  /** How long the process has been able to serve; 0 while it cannot. */
  readyForMs(name: string): number {
    const supervised = this.#processes.get(name);
    const readyAt = supervised?.isAlive === true ? this.#ready.get(supervised.pid) : undefined;
    return readyAt === undefined ? 0 : performance.now() - readyAt;
  }

  /** What hanging processes wrote down. Holds their environment, secrets and all: it is no log. */
  get diagnosticsFolder(): string {
    return join(this.#parts.folder, 'diagnostics');
  }

  get #dataFolder(): string {
    return join(this.#parts.folder, 'data');
  }

  /** Where processes keep what is too large for a record. */
  get filesFolder(): string {
    return join(this.#dataFolder, 'files');
  }

  /** When it is there, crash points of processes that are up do nothing any more. */
  get #healedFile(): string {
    return join(this.#parts.folder, 'healed');
  }

  get #calmFile(): string {
    return join(this.#parts.folder, 'calm');
  }

  /** Crash points act once in so many passages: where there are a thousand in a second, they would do nothing but kill. */
  setCalm(isCalm: boolean): void {
    if (isCalm) writeFileSync(this.#calmFile, '');
    else rmSync(this.#calmFile, { force: true });
  }

  /** Where the process answers `/healthz`, the server everything. */
  urlOf(name: string): string {
    return `http://127.0.0.1:${this.#ports.get(name) ?? 0}`;
  }

  /** From now on processes start with the crash points of the plan, or without any. */
  setCrashPoints(areOn: boolean): void {
    this.#crashPointsAreOn = areOn;
  }

  /** The next end of this process is a fault of the plan. */
  expectEnd(pid: number): void {
    this.#asked.add(pid);
  }

  #onExit(name: string, exit: ProcessExit): void {
    if (this.#isClosing) return;
    const up = this.#ups.find(({ pid, until }) => pid === exit.pid && until === undefined);
    if (up !== undefined) up.until = this.#parts.ledger.now();
    if (!this.#asked.delete(exit.pid)) this.#noteUnaskedEnd(name, exit);
    void this.#respawn(name);
  }

  #noteUnaskedEnd(name: string, { pid, code, signal, startNumber }: ProcessExit): void {
    const { ledger, plan, folder } = this.#parts;
    const t = ledger.now();
    const lines = readFileSync(join(folder, 'logs', `${name}.log`), 'utf8')
      .trimEnd()
      .split('\n');
    const lastLines = lines.slice(-8);
    const point = signal === 'SIGKILL' ? lastPointOf(lastLines) : undefined;
    if (point === undefined) {
      this.unaskedEnds.push({ t, name, pid, code, signal, wasReady: hasStarted(lines), lastLines });
      return;
    }
    this.pointsHit.set(point, (this.pointsHit.get(point) ?? 0) + 1);
    const args = { point, startNumber };
    ledger.noteFault({
      t,
      until: t,
      fault: rowOf(point),
      kind: 'crash-point',
      target: name,
      pid,
      seed: plan.seed,
      args,
    });
  }

  /** Starts it again, as a service manager does, until it stays. An end during the start comes back here by `onExit`. */
  async #respawn(name: string): Promise<void> {
    const supervised = this.#processes.get(name);
    // Its first start failed: whoever waits for that has been told.
    if (supervised === undefined) return;
    await delay(RESPAWN_MS);
    if (this.#isClosing || supervised.isAlive) return;
    try {
      await supervised.start();
      this.#noteReady(supervised);
    } catch {
      // Alive and not ready, e.g. because it was paused or cannot reach its database: it may become so.
    }
  }

  /** Everything passes again, and whatever was away is back. */
  async heal(): Promise<void> {
    this.setCrashPoints(false);
    writeFileSync(this.#healedFile, '');
    for (const proxy of [this.postgresProxy, this.sinkProxy, this.redisProxy]) proxy?.setMode({ kind: 'pass' });
    await this.redis?.start();
    for (const supervised of this.#processes.values()) supervised.resume();
  }

  /** Resolves when every process answers, at most after the time given. */
  async whenReady(limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    const urls = [...this.#processes.keys()].map((name) => `${this.urlOf(name)}/readyz`);
    while (performance.now() < deadline) {
      const answers = await Promise.all(
        urls.map((url) =>
          fetch(url).then(
            (found) => found.ok,
            () => false,
          ),
        ),
      );
      if (answers.every(Boolean)) return true;
      await delay(100);
    }
    return false;
  }

  /** Ends all of it. May be called at any time, more than once. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#supervisor.killAll();
    await this.#supervisor.close();
    for (const proxy of [this.postgresProxy, this.sinkProxy, this.redisProxy]) await proxy?.close();
    await this.redis?.stop();
    await this.postgres.stop();
  }

  /** The last resort of a runner that must go now. */
  killAll(): void {
    this.#isClosing = true;
    this.#supervisor.killAll();
  }
}

/** Beside this file, in whatever form this one is. */
const faultsModule = (): string => {
  const here = import.meta.url;
  return here.endsWith('.ts') ? fileURLToPath(new URL('../faults.ts', here)) : new URL('../faults.js', here).href;
};

/** Whether it said that it runs, after it began: a start that fails, because the database went away just then, is repeated. */
function hasStarted(lines: readonly string[]): boolean {
  const began = lines.findLastIndex((line) => line.startsWith('Connecting to the database'));
  return lines.slice(began + 1).some((line) => STARTED.test(line));
}

function lastPointOf(lines: readonly string[]): string | undefined {
  const line = lines.findLast((text) => text.startsWith('{"fault":'));
  return line === undefined ? undefined : (JSON.parse(line) as { readonly fault: string }).fault;
}
