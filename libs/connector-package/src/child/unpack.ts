// A program: reads a stranger's archive, in a process that can do nothing else. Answers names and bytes, or why it refuses.
import { readArchive } from '../archive/read-archive.ts';
import { PackageError, messageOf, type PackageErrorCode } from '../errors.ts';
import type { PackageLimits } from '../limits.ts';
import { decodeAnswer, encodeAnswer } from './frame.ts';
import { readInput } from './read-input.ts';

export type UnpackAnswer =
  | { readonly kind: 'unpacked'; readonly files: readonly { readonly name: string; readonly bytes: number }[] }
  | { readonly kind: 'refused'; readonly code: PackageErrorCode; readonly message: string };

function unpack(input: Buffer): Buffer {
  const { value, rest } = decodeAnswer(input) ?? { value: undefined, rest: input };
  try {
    const files = readArchive(rest, value as PackageLimits);
    const answer: UnpackAnswer = {
      kind: 'unpacked',
      files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
    };
    return encodeAnswer(answer, ...files.map(({ bytes }) => bytes));
  } catch (cause) {
    const code = cause instanceof PackageError ? cause.code : 'package.invalid';
    const answer: UnpackAnswer = { kind: 'refused', code, message: messageOf(cause) };
    return encodeAnswer(answer);
  }
}

process.stdout.write(unpack(await readInput()));
