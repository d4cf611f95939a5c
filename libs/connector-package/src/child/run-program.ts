import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { messageOf, PackageError } from '../errors.ts';
import { SOURCE_CONDITIONS } from '../source-conditions.ts';

/** Programs of this folder that run in a process of their own. */
export type ProgramName = 'unpack' | 'describe' | 'test';
export interface ProgramRun {
  readonly program: ProgramName;
  readonly input: Uint8Array;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}
export type ProgramEnd =
  | { readonly kind: 'answered'; readonly output: Buffer }
  /** It ended without an answer: killed, out of memory, or by the hand of what it looked at. */
  | { readonly kind: 'died'; readonly reason: string };

const HEAP_MIB = 256;
const COMPLAINT_CHARACTERS = 2000;
/** Each is bundled once: then it comes over a pipe, and its process needs to read no file at all. */
const programs = new Map<ProgramName, Promise<string>>();

/**
 * Runs one of our programs in a Node without permissions: no files, no processes, no environment. The input comes on descriptor 3,
 * the answer on standard output. Whatever happens there, this process goes on.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const source = await programOf(run.program);
  const child = spawn(process.execPath, flags(), {
    ...{ cwd: tmpdir(), env: {}, windowsHide: true },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const ended = endOf(child);
  const end = new Ending(child, run);
  // Where no descriptors are left it has no pipes at all; that it cannot be started is said by its end.
  const { stdin, stdout, stderr, stdio } = child as Partial<typeof child>;
  const input = stdio?.[3] as Writable | null | undefined;
  // A child that is gone says so by its end, not by a broken pipe.
  for (const pipe of [stdin, stdout, stderr, input]) pipe?.on('error', () => undefined);
  const output = collectBytes(stdout, { maxBytes: run.maxOutputBytes, onExcess: () => end.kill('answered too much') });
  const complaint = collectBytes(stderr, { maxBytes: COMPLAINT_CHARACTERS, onExcess: () => undefined });
  stdin?.end(source);
  input?.end(run.input);
  try {
    const code = await ended;
    if (end.reason === undefined && code === 0) return { kind: 'answered', output: output() };
    return { kind: 'died', reason: end.reason ?? lastWords(complaint().toString('utf8')) };
  } catch (cause) {
    throw new PackageError(
      'package.child_failed',
      `No process could be started to look into the package: ${messageOf(cause)}. Try again once the machine has more room.`,
      { cause },
    );
  } finally {
    end.forget();
  }
}

/** Ends a child that takes too long or says too much; the first reason counts. */
class Ending {
  reason: string | undefined;
  readonly #child: ChildProcess;
  readonly #timer: NodeJS.Timeout;

  constructor(child: ChildProcess, { timeoutMs }: ProgramRun) {
    this.#child = child;
    this.#timer = setTimeout(() => this.kill(`took longer than ${timeoutMs / 1000} s`), timeoutMs);
  }

  kill(reason: string): void {
    this.reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  forget(): void {
    clearTimeout(this.#timer);
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

function flags(): string[] {
  const { allowedNodeEnvironmentFlags: known } = process;
  const permission = known.has('--permission') ? '--permission' : '--experimental-permission';
  return [
    permission,
    '--experimental-vm-modules',
    '--no-warnings',
    `--max-old-space-size=${HEAP_MIB}`,
    '--input-type=module',
  ];
}

function programOf(name: ProgramName): Promise<string> {
  const known = programs.get(name);
  if (known !== undefined) return known;
  const made = bundleProgram(name);
  programs.set(name, made);
  // Kept for as long as it works: what fails once may work the next time.
  made.catch(() => programs.delete(name));
  return made;
}

async function bundleProgram(name: ProgramName): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url))],
    ...{ bundle: true, write: false, logLevel: 'silent', platform: 'node', format: 'esm', target: 'node20' },
    conditions: SOURCE_CONDITIONS,
  });
  return outputFiles[0]?.text ?? '';
}

function collectBytes(
  from: Readable | null | undefined,
  { maxBytes, onExcess }: { readonly maxBytes: number; readonly onExcess: () => void },
): () => Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  from?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) onExcess();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks);
}

/** The line of a stack that says what happened. */
function lastWords(complaint: string): string {
  const line = complaint.split('\n').find((text) => /^(?:[A-Z]\w*)?(?:Error|FATAL ERROR)\b/.test(text));
  return line === undefined ? 'ended without an answer' : `ended: ${line.slice(0, 300)}`;
}
