import { isObject } from './json.ts';

const NAMED = /(?:specified for|^The) (?:the )?field '([^']+)'/;

/** The field that a failure is about, as the engine names it: `Arguments/amount`. */
export function fieldOfCause(cause: string | undefined): string | undefined {
  if (cause === undefined) return undefined;
  if (!cause.startsWith('{')) return NAMED.exec(cause)?.[1];
  try {
    const parsed: unknown = JSON.parse(cause);
    return isObject(parsed) && typeof parsed.field === 'string' ? parsed.field : undefined;
  } catch {
    // A cause that was cut.
    return undefined;
  }
}
