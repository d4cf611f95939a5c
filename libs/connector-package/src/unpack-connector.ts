import { checkFileName } from './archive/file-name.ts';
import type { PackageFile } from './archive/read-archive.ts';
import { decodeAnswer, encodeAnswer } from './child/frame.ts';
import { runProgram } from './child/run-program.ts';
import type { UnpackAnswer } from './child/unpack.ts';
import { readContents, type PackageContents, type ReadPackage } from './contents/read-contents.ts';
import { PackageError } from './errors.ts';
import { DEFAULT_PACKAGE_LIMITS, printBytes, type PackageLimits } from './limits.ts';
import { schemaHashOf } from './schema-hash.ts';

export interface UnpackedConnector extends PackageContents {
  /** What all schemas are: see `schemaHashOf`. */
  readonly schemaHash: string;
}

/** Beside the files themselves: their names and sizes. */
const ANSWER_BYTES = 1024 * 1024;

/**
 * Looks into a package, in memory: nothing is written, no code of it runs, and the archive is read by a process that has no rights.
 * Check the signature first. Throws `PackageError`; the manifest is still only what the package says of itself.
 */
export async function unpackConnector(
  tarball: Uint8Array,
  limits: Partial<PackageLimits> = {},
): Promise<UnpackedConnector> {
  const all = { ...DEFAULT_PACKAGE_LIMITS, ...limits };
  if (tarball.length > all.packedBytes) {
    throw new PackageError('package.too_large', `The package is larger than ${printBytes(all.packedBytes)}.`);
  }
  const contents = readContents(await readFiles(tarball, all), all);
  return { ...contents, schemaHash: schemaHashOf(contents.manifest) };
}

async function readFiles(tarball: Uint8Array, limits: PackageLimits): Promise<ReadPackage> {
  const ended = await runProgram({
    program: 'unpack',
    input: encodeAnswer(limits, tarball),
    timeoutMs: limits.timeoutMs,
    maxOutputBytes: limits.unpackedBytes + ANSWER_BYTES,
  });
  if (ended.kind === 'died') {
    throw new PackageError('package.invalid', `The package cannot be read: the process that tried ${ended.reason}.`);
  }
  const { value, rest } = decodeAnswer(ended.output) ?? {};
  const answer = value as UnpackAnswer | undefined;
  if (answer === undefined || rest === undefined) {
    throw new PackageError('package.invalid', 'The package cannot be read: the process that tried gave no answer.');
  }
  if (answer.kind === 'refused') throw new PackageError(answer.code, answer.message);
  return { files: cutFiles(answer.files, rest), sourceProblems: answer.sourceProblems };
}

/** The child read what a stranger wrote: what it says is looked at again. */
function cutFiles(named: Extract<UnpackAnswer, { kind: 'unpacked' }>['files'], all: Buffer): readonly PackageFile[] {
  let from = 0;
  const files = named.map(({ name, bytes }) => {
    checkFileName(name);
    const file = { name, bytes: all.subarray(from, from + bytes) };
    from += bytes;
    return file;
  });
  if (from === all.length) return files;
  throw new PackageError(
    'package.invalid',
    'The package cannot be read: its files are not as long as they were said to be.',
  );
}
