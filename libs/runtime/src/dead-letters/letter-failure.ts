import { createHash } from 'node:crypto';
import { normaliseCause } from '../error-groups/normalise-cause.ts';
import type { DeadLetterStage, LetterFailure } from './dead-letter.ts';

/** Code -> where it fails. These say that a thing itself cannot be processed; others, that it should be sent again. */
const STAGES: Readonly<Record<string, DeadLetterStage>> = {
  'request.json_malformed': 'decode',
  'request.json_too_deep': 'decode',
  'request.json_too_many_keys': 'decode',
  'request.form_too_complex': 'decode',
  'request.multipart_malformed': 'decode',
  'run.input_invalid': 'schema',
  'trigger.key_invalid': 'map',
  'trigger.receive_failed': 'map',
};

/** Whose letter it would be. */
interface LetterPlace {
  readonly source: string;
  readonly workflowId: string;
  readonly sourceRef: string;
  readonly answered?: number;
  /** Nothing of what came may be kept: a reason may quote it. */
  readonly isSilent?: boolean;
}

/** Whether letters are kept for such an error. */
export function isLetterFault(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code !== undefined && Object.hasOwn(STAGES, code);
}

/** What a letter says of an error; of one without a code that it knows: that nobody knows. */
export function toLetterFailure(thrown: unknown, place: LetterPlace): LetterFailure {
  const { message = String(thrown), stack } = (thrown ?? {}) as Partial<Error>;
  const code = codeOf(thrown) ?? 'internal.unexpected';
  const stage = STAGES[code] ?? 'map';
  const { source, workflowId, sourceRef, answered } = place;
  const isKnown = isLetterFault(thrown);
  // A parser's own words say less than ours.
  const why = place.isSilent === true || stage === 'decode' ? undefined : reasonOf(thrown);
  const said = why === undefined ? message : `${message} ${why}`;
  const parts = [source, workflowId, sourceRef, stage, code, normaliseCause(said)];
  return {
    ...{ stage, errorCode: code, message: said },
    // Where a rule of ours has refused it says nothing of why.
    ...(isKnown || stack === undefined ? {} : { stack }),
    fingerprint: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32),
    ...(answered === undefined ? {} : { answered }),
  };
}

function codeOf(thrown: unknown): string | undefined {
  const { code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** An evaluator throws `{ error, cause }`: what it says of the expression is what helps. */
function reasonOf(thrown: unknown): string | undefined {
  const { cause: inner } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    readonly cause?: unknown;
  };
  if (typeof inner !== 'object' || inner === null) return undefined;
  const { cause, message } = inner as { readonly cause?: unknown; readonly message?: unknown };
  const text = typeof cause === 'string' ? (messageIn(cause) ?? cause) : message;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Of a cause that is JSON text. */
function messageIn(cause: string): string | undefined {
  try {
    const { message } = JSON.parse(cause) as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    // It is a sentence.
    return undefined;
  }
}
