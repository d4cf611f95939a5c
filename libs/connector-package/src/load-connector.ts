import type { Manifest } from '@millrace/connector-sdk/platform';
import type { CodeAnswer } from './child/answer-about.ts';
import { decodeAnswer, encodeAnswer } from './child/frame.ts';
import { runProgram, type ProgramName } from './child/run-program.ts';
import { PackageError } from './errors.ts';

const TIMEOUT_MS = { describe: 30_000, test: 120_000 };
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** What a bundled connector is. Its code runs in a process without rights. Throws `package.code_failed`. */
export function describeSource(source: string, version: string): Promise<Manifest> {
  return askAbout('describe', source, { version });
}

/** What the tests of every connector find, a sentence each. Throws `package.code_failed`. */
export function testSource(
  source: string,
  described: { readonly version: string; readonly icon: string },
): Promise<readonly string[]> {
  return askAbout('test', source, described);
}

async function askAbout<Value>(
  program: Exclude<ProgramName, 'unpack'>,
  source: string,
  request: object,
): Promise<Value> {
  const ended = await runProgram({
    program,
    input: encodeAnswer(request, Buffer.from(source)),
    timeoutMs: TIMEOUT_MS[program],
    maxOutputBytes: MAX_ANSWER_BYTES,
  });
  if (ended.kind === 'died') throw codeFailed(`its process ${ended.reason}`);
  const answer = decodeAnswer(ended.output)?.value as CodeAnswer<Value> | undefined;
  if (answer === undefined) throw codeFailed('its process gave no answer');
  if (answer.kind === 'failed') throw codeFailed(answer.message);
  return answer.value;
}

const codeFailed = (why: string): PackageError =>
  new PackageError(
    'package.code_failed',
    `The connector cannot be loaded: ${why}. Its module must do nothing but define the connector.`,
  );
