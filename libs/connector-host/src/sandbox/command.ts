import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a child is started. */
export interface ChildCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  /** The user that the program becomes, if it is another one than ours: the folder is then theirs. */
  readonly userId?: number;
}

const NOBODY = 65_534;
/** Far more than the watch on memory lets a child have: V8 reserves what it does not use. */
const DATA_PER_RESIDENT = 4;
const OPEN_FILES = 256;
const REFUSALS = [
  ...['--no-prompt', '--quiet', '--no-config', '--no-lock', '--no-remote', '--no-npm', '--cached-only'],
  ...['--node-modules-dir=none', '--ignore-env'],
];

/** Deno for this platform, an optional package; `undefined` on musl, or where it was left out. */
export function findDeno(): string | undefined {
  const { platform, arch } = process;
  const target = platform === 'linux' ? `linux-${arch}-glibc` : `${platform}-${arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`@deno/${target}/package.json`);
    const file = `${dirname(manifest)}/${platform === 'win32' ? 'deno.exe' : 'deno'}`;
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** The program of children: beside the file that starts them, as TypeScript in the sources and as JavaScript in the build. */
export function guestProgram(beside: string = import.meta.url): string {
  return fileURLToPath(new URL(`guest/main.${beside.endsWith('.ts') ? 'ts' : 'js'}`, beside));
}

/**
 * Deno without any permission: no `--allow-…` at all, but for doors on loopback where somebody has approved of them. The program is our own; foreign code is never an argument, an import
 * or standard input, since what is imported statically is exempt from the permission to read.
 */
export function denoCommand(options: {
  readonly deno: string;
  readonly heapMiB: number;
  readonly residentMiB: number;
  readonly program: string;
  /** The one exception: ports on loopback that it may connect to, where doors of this process are. */
  readonly relayPorts?: readonly number[];
}): ChildCommand {
  const { deno, heapMiB, residentMiB, program, relayPorts = [] } = options;
  const doors = relayPorts.map((port) => `127.0.0.1:${port}`);
  const network = doors.length === 0 ? [] : [`--allow-net=${doors.join(',')}`];
  const engine = `--v8-flags=--max-old-space-size=${heapMiB},--disallow-code-generation-from-strings`;
  const plain = { file: deno, arguments: ['run', ...REFUSALS, ...network, engine, program] };
  const dataBytes = residentMiB * DATA_PER_RESIDENT * 1024 * 1024;
  return process.platform === 'linux' ? confined(plain, { needed: [deno, program], dataBytes }) : plain;
}

/**
 * What Linux adds below Deno: a loop that never looks at its standard input dies with us all the same; no core dumps, few open
 * files, a second wall behind the watch on memory; and nobody's rights where we have root's.
 */
function confined(
  command: ChildCommand,
  { needed, dataBytes }: { readonly needed: readonly string[]; readonly dataBytes: number },
): ChildCommand {
  const prlimit = tool('prlimit');
  const limited =
    prlimit === undefined
      ? command
      : {
          file: prlimit,
          arguments: [`--data=${dataBytes}`, `--nofile=${OPEN_FILES}`, '--core=0', command.file, ...command.arguments],
        };
  const setpriv = tool('setpriv');
  if (setpriv === undefined) return limited;
  const isRoot = process.getuid?.() === 0;
  const asNobody = isRoot && needed.every(isReadableByAll);
  const identity = asNobody ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs'] : [];
  const all = ['--pdeathsig=KILL', ...identity, limited.file, ...limited.arguments];
  return { file: setpriv, arguments: all, ...(asNobody ? { userId: NOBODY } : {}) };
}

const tool = (name: string): string | undefined =>
  [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path));

/** The file and every folder above it. */
function isReadableByAll(path: string): boolean {
  const folder = dirname(path);
  const isOpen = (statSync(path).mode & 0o005) === 0o005 || (statSync(path).isFile() && hasBit(path, 0o004));
  return isOpen && (folder === path || isReadableByAll(folder));
}

const hasBit = (path: string, bit: number): boolean => (statSync(path).mode & bit) === bit;
