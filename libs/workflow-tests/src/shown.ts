import type { JsonValue } from '@millrace/machine';

const MOST_CHARACTERS = 100;

/** A value as a sentence shows it: short. */
export function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
