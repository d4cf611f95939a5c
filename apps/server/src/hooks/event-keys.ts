import { createHash } from 'node:crypto';
import { expressionOf, type JsonValue } from '@millrace/machine';
import { RuntimeError, type DedupeKey, type Evaluator } from '@millrace/runtime';
import { isKeepable } from '../http/text.ts';

const DAY_SECONDS = 24 * 3600;
const DEFAULT_DEDUPE_DAYS = 7;
const MAX_KEY_BYTES = 256;

/** What a trigger says of the keys of its events. */
export interface KeyRules {
  readonly dedupe?: string;
  readonly dedupeDays?: number;
  readonly key?: string;
}
export interface KeyedEvent {
  readonly input: JsonValue;
  /** The bytes that came: they tell a repetition from another event under the same key. */
  readonly content: Uint8Array;
  /** What the sender names the event by, and has signed. Counts where the trigger says nothing itself. */
  readonly eventId?: string;
  readonly nowMs: number;
}
/** As the engine takes them. */
export interface EventKeys {
  readonly dedupe?: DedupeKey;
  readonly orderingKey?: string;
}

/** The keys of an event, by the expressions of its trigger over `$states.input`. `trigger.key_invalid`. */
export function readEventKeys(evaluator: Evaluator, rules: KeyRules, event: KeyedEvent): EventKeys {
  const { dedupeDays = DEFAULT_DEDUPE_DAYS } = rules;
  const content = { hash: '' };
  const contentHash = (): string => (content.hash ||= createHash('sha256').update(event.content).digest('hex'));
  const read = (expression: string, what: string): string | undefined =>
    evaluateKey(evaluator, { expression, what, event, seed: contentHash() });
  const known =
    rules.dedupe === undefined
      ? event.eventId === undefined
        ? undefined
        : checkEventKey(event.eventId, 'dedupe')
      : read(rules.dedupe, 'dedupe');
  const orderingKey = rules.key === undefined ? undefined : read(rules.key, 'ordering');
  return {
    ...(known === undefined
      ? {}
      : { dedupe: { key: known, windowSeconds: dedupeDays * DAY_SECONDS, contentHash: contentHash() } }),
    ...(orderingKey === undefined ? {} : { orderingKey }),
  };
}

interface KeyQuestion {
  readonly expression: string;
  readonly what: string;
  readonly event: KeyedEvent;
  readonly seed: string;
}

function evaluateKey(evaluator: Evaluator, { expression, what, event, seed }: KeyQuestion): string | undefined {
  let value: JsonValue | undefined;
  try {
    value = evaluator.evaluate({
      expression: expressionOf(expression) ?? expression,
      bindings: { states: { input: event.input, context: {} } },
      nowMs: event.nowMs,
      seed,
    });
  } catch (cause) {
    throw new RuntimeError('trigger.key_invalid', `The ${what} expression of this trigger failed on this event.`, {
      cause,
    });
  }
  // Nothing found is no key: such an event is no repetition, and waits for none.
  if (value === undefined || value === null) return undefined;
  return checkEventKey(typeof value === 'string' ? value : JSON.stringify(value), what);
}

/** `trigger.key_invalid` for a key that nobody could keep. */
export function checkEventKey(key: string, what: string): string {
  const bytes = Buffer.byteLength(key);
  if (bytes > 0 && bytes <= MAX_KEY_BYTES && isKeepable(key)) return key;
  throw new RuntimeError(
    'trigger.key_invalid',
    `The ${what} key of this event is empty, or longer than ${MAX_KEY_BYTES} bytes, or holds U+0000 or half of a character.`,
    { detail: { limit: MAX_KEY_BYTES, actual: bytes } },
  );
}
