import type { CallOutcome, ConnectorHost } from '@millrace/connector-host';
import type { JsonObject } from '@millrace/machine';
import { failureOf, readable } from '../connector-calls/readable-outcome.ts';
import type { DynamicPart } from './find-dynamic-parts.ts';

/** A part with what its service says about it, or why it says nothing. */
export type ResolvedPart = DynamicPart & (Answer | { readonly failure: string });
interface Answer {
  readonly schema: JsonObject;
}

export type SchemaReads = Pick<ConnectorHost, 'readSchema'>;

const AT_ONCE = 8;
/** A document is read whole by whoever opens it. */
const MAX_SCHEMA_CHARACTERS = 256 * 1024;
const MAX_TOTAL_CHARACTERS = 2 * 1024 * 1024;

interface Options {
  readonly workspaceId: string;
  readonly signal: AbortSignal;
}

/** Asks services about parts, each question once. Resolves whatever they do, and soon after the signal. */
export async function resolveParts(
  reads: SchemaReads,
  parts: readonly DynamicPart[],
  { workspaceId, signal }: Options,
): Promise<readonly ResolvedPart[]> {
  const answers = new Map<string, Answer | { readonly failure: string }>();
  const questions = [...new Map(parts.map((part) => [questionOf(part), part] as const))];
  for (let first = 0; first < questions.length; first += AT_ONCE) {
    const batch = questions.slice(first, first + AT_ONCE);
    await Promise.all(
      batch.map(async ([question, part]) => {
        answers.set(question, await ask(reads, part, { workspaceId, signal }));
      }),
    );
  }
  let left = MAX_TOTAL_CHARACTERS;
  return parts.map((part) => {
    const answer = answers.get(questionOf(part)) ?? { failure: 'Nobody was asked.' };
    const characters = 'schema' in answer ? JSON.stringify(answer.schema).length : 0;
    left -= characters;
    if (characters > MAX_SCHEMA_CHARACTERS || left < 0)
      return { ...part, failure: 'What it says is too large to keep.' };
    return { ...part, ...answer };
  });
}

const questionOf = ({ connector, version, connection, source, input }: DynamicPart): string =>
  JSON.stringify([connector, version, connection, source, input]);

async function ask(
  reads: SchemaReads,
  { connector, version, connection, source, input }: DynamicPart,
  { workspaceId, signal }: Options,
): Promise<Answer | { readonly failure: string }> {
  if (signal.aborted) return { failure: 'The time for asking was over.' };
  const outcome: CallOutcome = await reads.readSchema({
    ...{ workspaceId, connector, source, input, signal },
    ...(version === undefined ? {} : { version }),
    ...(connection === undefined ? {} : { connection }),
  });
  const answer = readable(outcome);
  if (answer.kind === 'threw') return { failure: failureOf(answer).message };
  const { output } = answer;
  // A stranger's answer may be anything.
  if (typeof output !== 'object' || output === null || Array.isArray(output))
    return { failure: 'What it says is no schema.' };
  return { schema: output as JsonObject };
}
