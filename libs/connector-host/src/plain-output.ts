import { FatalError, type JsonValue } from '@millrace/connector-sdk';

const MAX_OUTPUT_CHARACTERS = 16 * 1024 * 1024;

/** An action's result as JSON of its own: what JSON cannot say is left out, as JSON.stringify leaves it out. */
export function toJson(value: unknown): JsonValue {
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch (cause) {
    throw new FatalError('The action returned something that is no JSON.', {
      cause,
      detail: { code: 'connector.output_mismatch' },
    });
  }
  if (text === undefined) return null;
  if (text.length > MAX_OUTPUT_CHARACTERS) {
    throw new FatalError(`The action returned more than ${MAX_OUTPUT_CHARACTERS} characters. Return a file.`, {
      detail: { code: 'connector.output_too_large' },
    });
  }
  return JSON.parse(text) as JsonValue;
}
