import type { AttemptRecord, JsonValue, StepEvent } from '@millrace/machine';
import type { StepLogLine, StepRecord } from './run.ts';

/** Longer payloads are cut in records: these are for people to read. The run itself keeps all. In characters of JSON. */
export const MAX_PAYLOAD_CHARACTERS = 256 * 1024;
const PREVIEW_CHARACTERS = 2000;
const MAX_CAUSE_CHARACTERS = 32 * 1024;

/** Takes secrets out of a text. */
export type RedactText = (text: string) => string;

interface StepDetails {
  readonly sequence: number;
  readonly log: readonly StepLogLine[];
  /** Of all its lines, as JSON. */
  readonly logCharacters: number;
  readonly redact: RedactText;
  /** Makes values text. */
  readonly textOf: (value: JsonValue) => string;
}

/** What is kept of a finished step. Secrets go before anything is cut: half a secret is one too. */
export function toStepRecord(event: StepEvent, details: StepDetails): StepRecord {
  const { sequence, log, logCharacters, redact, textOf } = details;
  const payload = (value: JsonValue): string => cutPayload(redact(textOf(value)));
  const { error, attempts = [] } = event;
  return {
    sequence,
    path: event.path,
    state: event.state,
    type: event.type,
    status: event.kind === 'failed' ? 'failed' : 'succeeded',
    input: payload(event.input),
    attempts: attempts.map((attempt) => toAttempt(attempt, redact)),
    log: log.length === 0 ? log : newestLines(redacted(log, redact), logCharacters),
    startedAtMs: event.startedAtMs,
    endedAtMs: event.endedAtMs ?? event.startedAtMs,
    ...(event.resource === undefined ? {} : { resource: event.resource }),
    ...(event.arguments === undefined ? {} : { arguments: payload(event.arguments) }),
    ...(event.output === undefined ? {} : { output: payload(event.output) }),
    ...(event.assigned === undefined ? {} : { assigned: payload(event.assigned) }),
    ...(error === undefined ? {} : { error: error.error, cause: readableCause(error.cause, redact) }),
    ...(event.next === undefined ? {} : { next: event.next }),
  };
}

/** A cause for people: without secrets, and with a mark where it was cut. */
export function readableCause(cause: string, redact: RedactText): string {
  const clean = redact(cause);
  if (clean.length <= MAX_CAUSE_CHARACTERS) return clean;
  const mark = `… (cut: the cause has ${clean.length} characters)`;
  return clean.slice(0, MAX_CAUSE_CHARACTERS - mark.length) + mark;
}

function toAttempt(attempt: AttemptRecord, redact: RedactText): AttemptRecord {
  const { error } = attempt;
  return error === undefined ? attempt : { ...attempt, error: { ...error, cause: readableCause(error.cause, redact) } };
}

function cutPayload(text: string): string {
  if (text.length <= MAX_PAYLOAD_CHARACTERS) return text;
  // Well-formed even when the cut went through a surrogate pair.
  return JSON.stringify({ $cut: { characters: text.length, beginning: text.slice(0, PREVIEW_CHARACTERS) } });
}

/** As many lines as a step may keep. The newest: what happened last tells more of a failure than what happened first. */
export function newestLines(log: readonly StepLogLine[], most: number): readonly StepLogLine[] {
  let characters = 0;
  const last = log.findLastIndex((line) => (characters += JSON.stringify(line).length) > most);
  const dropped = log[last];
  if (dropped === undefined) return log;
  const message = 'Earlier lines are left out: the log of a step is limited.';
  return [{ atMs: dropped.atMs, level: 'warn', message }, ...log.slice(last + 1)];
}

function redacted<T>(value: T, redact: RedactText): T {
  const text = JSON.stringify(value);
  const clean = redact(text);
  return clean === text ? value : (JSON.parse(clean) as T);
}
