import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import { findFreePort } from './free-port.ts';

/** A Redis of a test's own, without persistence: whoever stops it empties it. */
export interface RedisServer {
  /** Of the newest start: while it was away, another program may have taken the old one. */
  readonly port: number;
  readonly isRunning: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Sends a command; resolves with the first line of the answer. */
  command(...words: readonly string[]): Promise<string>;
}

const START_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 5000;
const LOOK_MS = 20;
/** Ends when our end of its standard input is gone, and takes Redis with it. */
const GUARDED = '"$@" & child=$!; cat >/dev/null; kill -KILL "$child"';

/** Where a Redis is installed on this machine; no package ships one. */
export const findRedisProgram = (path?: string): string | undefined => findProgram('redis-server', path);

/** Starts one on a free port of the loopback. */
export async function startRedis(program: string, folder: string): Promise<RedisServer> {
  mkdirSync(folder, { recursive: true });
  const server = new Server(program, folder);
  await server.start();
  return server;
}

class Server implements RedisServer {
  readonly #program: string;
  readonly #folder: string;
  #port = 0;
  #guard: ChildProcess | undefined;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  get port(): number {
    return this.#port;
  }

  get isRunning(): boolean {
    return this.#guard !== undefined;
  }

  async start(): Promise<void> {
    if (this.isRunning) return;
    this.#port = await findFreePort();
    const words = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const command = [this.#program, ...words, '--dir', this.#folder, '--logfile', join(this.#folder, 'redis.log')];
    const guard = spawn('/bin/sh', ['-c', GUARDED, 'sh', ...command], { stdio: ['pipe', 'ignore', 'ignore'] });
    guard.stdin.on('error', () => undefined);
    this.#guard = guard;
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await this.#answers())) {
      if (performance.now() > deadline) {
        await this.stop();
        throw new Error(`Redis did not start; see ${this.#folder}/redis.log.`);
      }
      await delay(LOOK_MS);
    }
  }

  async stop(): Promise<void> {
    const guard = this.#guard;
    if (guard === undefined) return;
    this.#guard = undefined;
    const ended = once(guard, 'exit');
    guard.stdin?.end();
    await ended;
  }

  async #answers(): Promise<boolean> {
    try {
      return (await this.command('PING')) === '+PONG';
    } catch {
      return false;
    }
  }

  async command(...words: readonly string[]): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('Redis does not answer.')));
    try {
      await once(socket, 'connect');
      socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString('utf8').split('\r\n')[0] ?? '';
    } finally {
      socket.destroy();
    }
  }
}
