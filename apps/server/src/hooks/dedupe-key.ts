import { createHash } from 'node:crypto';
import { expressionOf, type JsonObject } from '@millrace/machine';
import { RuntimeError, type DedupeKey, type Evaluator } from '@millrace/runtime';
import { isKeepable } from '../http/text.ts';

const WINDOW_SECONDS = 7 * 24 * 3600;
const MAX_KEY_BYTES = 256;

/** What makes an event a repetition of another one: the trigger's `dedupe` expression over the input. */
export function readDedupeKey(
  evaluator: Evaluator,
  { expression, input, content }: { readonly expression: string; readonly input: JsonObject; readonly content: Buffer },
  nowMs: number,
): DedupeKey | undefined {
  const contentHash = createHash('sha256').update(content).digest('hex');
  let value: unknown;
  try {
    value = evaluator.evaluate({
      expression: expressionOf(expression) ?? expression,
      bindings: { states: { input, context: {} } },
      nowMs,
      seed: contentHash,
    });
  } catch (cause) {
    throw new RuntimeError('trigger.key_invalid', 'The dedupe expression of this webhook failed on this event.', {
      cause,
    });
  }
  // Nothing found is no key: such an event is never a repetition.
  if (value === undefined || value === null) return undefined;
  const key = typeof value === 'string' ? value : JSON.stringify(value);
  if (key === '' || Buffer.byteLength(key) > MAX_KEY_BYTES || !isKeepable(key)) {
    throw new RuntimeError(
      'trigger.key_invalid',
      `A dedupe key has 1 to ${MAX_KEY_BYTES} bytes, none of them U+0000 or half of a character.`,
    );
  }
  return { key, windowSeconds: WINDOW_SECONDS, contentHash };
}
