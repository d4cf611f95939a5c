// A program: reads a stranger's archive, in a process that can do nothing else. Answers names and bytes, or why it refuses.
import { readArchive } from '../archive/read-archive.ts';
import { problemsOfSource } from '../contents/problems-of-source.ts';
import { PackageError, messageOf, type PackageErrorCode } from '../errors.ts';
import type { PackageLimits } from '../limits.ts';
import { decodeAnswer, encodeAnswer } from './frame.ts';
import { readInput } from './read-input.ts';

export type UnpackAnswer =
  | {
      readonly kind: 'unpacked';
      readonly files: readonly { readonly name: string; readonly bytes: number }[];
      /** Of `index.js`, a sentence each. */
      readonly sourceProblems: readonly string[];
    }
  | { readonly kind: 'refused'; readonly code: PackageErrorCode; readonly message: string };

function unpack(input: Buffer): Buffer {
  const { value, rest } = decodeAnswer(input) ?? { value: undefined, rest: input };
  const limits = value as PackageLimits;
  try {
    const files = readArchive(rest, limits);
    const code = files.find(({ name, bytes }) => name === 'index.js' && bytes.length <= limits.sourceBytes);
    const answer: UnpackAnswer = {
      kind: 'unpacked',
      files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
      sourceProblems: code === undefined ? [] : problemsOfSource(Buffer.from(code.bytes).toString('utf8')),
    };
    return encodeAnswer(answer, ...files.map(({ bytes }) => bytes));
  } catch (cause) {
    const code = cause instanceof PackageError ? cause.code : 'package.invalid';
    const answer: UnpackAnswer = { kind: 'refused', code, message: messageOf(cause) };
    return encodeAnswer(answer);
  }
}

process.stdout.write(unpack(await readInput()));
