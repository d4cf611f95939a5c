import { isList, isObject } from './json.ts';

/** The run whose failure made a step of another run fail. */
export interface FailedChild {
  readonly runId: string;
  readonly workflow: string;
}
/** A cause in words, and what is left of it for people who look deeper. */
export interface ReadableCause {
  readonly message: string;
  readonly technical: string;
  readonly child?: FailedChild;
}

/** Causes are text, JSON text with a `message`, or the JSON of a run that has failed; all become a sentence. */
export function readCause(cause: string | undefined): ReadableCause {
  const parsed = parse(cause);
  if (!isObject(parsed)) return { message: cause ?? '', technical: '' };
  const technical = JSON.stringify(unfold(parsed), null, 2);
  if (typeof parsed.message === 'string') return { message: parsed.message, technical };
  const { runId, workflow, status, error } = parsed;
  if (typeof runId !== 'string' || typeof workflow !== 'string') return { message: cause ?? '', technical: '' };
  const inner = readCause(typeof parsed.cause === 'string' ? parsed.cause : undefined);
  // Of a run that failed because of yet another one, what that one says tells more than that it failed.
  const name = inner.child === undefined ? (error ?? status) : undefined;
  const words = [name, inner.message].filter((word): word is string => typeof word === 'string' && word !== '');
  return { message: words.join(': '), technical, child: { runId, workflow } };
}

function parse(text: string | undefined): unknown {
  if (text?.startsWith('{') !== true) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Plain text is the usual case.
    return undefined;
  }
}

/** JSON in JSON as what it says: nobody reads escapes. */
function unfold(value: unknown): unknown {
  if (typeof value === 'string') return unfold(parse(value)) ?? value;
  if (isList(value)) return value.map(unfold);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unfold(part)])) : value;
}
