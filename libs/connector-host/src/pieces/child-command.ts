import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { GuestProgram } from './guest-program.ts';

const NOBODY = 65_534;
const OPEN_FILES = 256;
/** Later versions of V8 reserve a place for machine code that counts as data, whether they fill it or not. */
const RESERVING_MAJOR = 23;
const RESERVED_MIB = 512;
const nodeMajor = (): number => Number(process.versions.node.split('.')[0]);

export interface PieceProcess {
  readonly file: string;
  readonly arguments: readonly string[];
}
interface Wanted {
  readonly program: GuestProgram;
  /** Where the piece is: all that it may read. */
  readonly folder: string;
  readonly heapMiB: number;
  readonly dataMiB: number;
}

/**
 * Node with its permissions: it reads the piece and our own program, writes nothing, starts nothing, loads no native code.
 * These walls stop mistakes and greed. They do not stop malice: nobody installs a piece that they do not trust.
 */
export function pieceCommand({ program, folder, heapMiB, dataMiB }: Wanted): PieceProcess {
  const readable = [folder, ...program.readable].map((path) => `--allow-fs-read=${path}${isFolder(path) ? '/' : ''}`);
  const node = [
    process.execPath,
    `--max-old-space-size=${heapMiB}`,
    ...permissionFlags(),
    ...readable,
    '--disable-warning=ExperimentalWarning',
    program.file,
  ];
  const words = process.platform === 'linux' ? confine(node, { dataMiB, needed: [folder, ...program.readable] }) : node;
  return { file: words[0] ?? process.execPath, arguments: words.slice(1) };
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** From Node 22 on the flag has no "experimental"; later ones close the network too, which we do ourselves. */
function permissionFlags(): readonly string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const flag = known.has('--permission') ? '--permission' : '--experimental-permission';
  return known.has('--allow-net') ? [flag, '--allow-net'] : [flag];
}

/** What Linux adds: the child dies with us, has limits that no heap flag knows, and is nobody where we are root. */
function confine(
  node: readonly string[],
  { dataMiB, needed }: { readonly dataMiB: number; readonly needed: readonly string[] },
): readonly string[] {
  const [prlimit, setpriv] = ['prlimit', 'setpriv'].map((name) =>
    ['/usr/bin', '/bin'].map((place) => `${place}/${name}`).find((path) => existsSync(path)),
  );
  const data = (dataMiB + (nodeMajor() >= RESERVING_MAJOR ? RESERVED_MIB : 0)) * 1024 * 1024;
  const limits = [`--data=${data}`, `--nofile=${OPEN_FILES}`, '--core=0'];
  const limited = prlimit === undefined ? node : [prlimit, ...limits, ...node];
  if (setpriv === undefined) return limited;
  const mayBeNobody = process.getuid?.() === 0 && [process.execPath, ...needed].every(canBeReadByAll);
  const identity = mayBeNobody ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs'] : [];
  return [setpriv, '--pdeathsig=KILL', ...identity, ...limited];
}

/** A path and all folders above it. What is not there need not be read. */
function canBeReadByAll(path: string): boolean {
  if (!existsSync(path)) return true;
  const stats = statSync(path);
  const wanted = stats.isDirectory() ? 0o005 : 0o004;
  const above = dirname(path);
  return (stats.mode & wanted) === wanted && (above === path || canBeReadByAll(above));
}
