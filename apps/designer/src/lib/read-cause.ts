/** A cause in words, and what is left of it for people who look deeper. */
export interface ReadableCause {
  readonly message: string;
  readonly technical: string;
}

/** Causes are text, or JSON text with a `message`; both become a sentence. */
export function readCause(cause: string | undefined): ReadableCause {
  if (cause === undefined || cause === '') return { message: '', technical: '' };
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string')
      return { message: parsed.message, technical: JSON.stringify(parsed, null, 2) };
  } catch {
    // Plain text is the usual case.
  }
  return { message: cause, technical: '' };
}
