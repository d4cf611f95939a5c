/** An expression that failed, with the field that it stands in: whoever mends it is led there. */
class FieldFailure extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** What an evaluator has thrown, with the field in its cause, where that is JSON; all else as it is. */
export function withField(thrown: unknown, field: string): unknown {
  const { error, cause } = (thrown ?? {}) as { readonly error?: unknown; readonly cause?: unknown };
  if (typeof error !== 'string' || typeof cause !== 'string' || !cause.startsWith('{')) return thrown;
  return new FieldFailure(error, JSON.stringify({ ...(JSON.parse(cause) as object), field }));
}
