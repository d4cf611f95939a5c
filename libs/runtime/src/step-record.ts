import type { JsonValue, StepEvent } from '@millrace/machine';
import type { StepLogLine, StepRecord } from './run.ts';

/** Longer payloads are cut in records: these are for people to read. The run itself keeps all. In characters of JSON. */
const MAX_RECORD_PAYLOAD_CHARACTERS = 256 * 1024;
const PREVIEW_CHARACTERS = 2000;

/** Takes secrets out of a text. */
export type RedactText = (text: string) => string;

export interface StepDetails {
  readonly sequence: number;
  readonly resource?: string;
  readonly log: readonly StepLogLine[];
  readonly redact: RedactText;
}

/** What is kept of a finished step. Secrets go before anything is cut: half a secret is one too. */
export function toStepRecord(event: StepEvent, { sequence, resource, log, redact }: StepDetails): StepRecord {
  const payload = (value: JsonValue): string => cut(redact(JSON.stringify(value)));
  const { error } = event;
  return {
    sequence,
    path: event.path,
    state: event.state,
    type: event.type,
    status: event.kind === 'failed' ? 'failed' : 'succeeded',
    input: payload(event.input),
    attempts: redacted(event.attempts ?? [], redact),
    log: redacted(log, redact),
    startedAtMs: event.startedAtMs,
    endedAtMs: event.endedAtMs ?? event.startedAtMs,
    ...(resource === undefined ? {} : { resource }),
    ...(event.arguments === undefined ? {} : { arguments: payload(event.arguments) }),
    ...(event.output === undefined ? {} : { output: payload(event.output) }),
    ...(event.assigned === undefined ? {} : { assigned: payload(event.assigned) }),
    ...(error === undefined ? {} : { error: error.error, cause: redact(error.cause) }),
    ...(event.next === undefined ? {} : { next: event.next }),
  };
}

function cut(text: string): string {
  if (text.length <= MAX_RECORD_PAYLOAD_CHARACTERS) return text;
  // Well-formed even when the cut went through a surrogate pair.
  return JSON.stringify({ $cut: { characters: text.length, beginning: text.slice(0, PREVIEW_CHARACTERS) } });
}

function redacted<T>(value: T, redact: RedactText): T {
  const text = JSON.stringify(value);
  const clean = redact(text);
  return clean === text ? value : (JSON.parse(clean) as T);
}
