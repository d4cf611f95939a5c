import type { JsonObject, JsonValue } from '../json.ts';

/** What a thrown value means to the run: an error name that rules match, and a cause as JSON text. */
export interface FailureReport {
  readonly error: string;
  readonly cause: string;
  readonly retryAfterMs?: number;
}

interface Thrown {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly connectorFailure?: 'fatal' | 'retryable' | 'pause';
  readonly isOutcomeUnknown?: boolean;
  readonly errorName?: string;
  readonly retryAfterMs?: number;
  readonly detail?: JsonObject;
}

const MAX_MESSAGE_CHARACTERS = 4000;

const FAMILIES = { fatal: 'Connector.Fatal', retryable: 'Connector.Retryable', pause: 'Connector.Auth' } as const;

/** Reads a thrown value. Recognised by its marks, since classes do not survive a second copy of a package. */
export function reportFailure(
  thrown: unknown,
  about: { readonly connector: string; readonly action: string },
): FailureReport {
  const {
    message = String(thrown),
    code,
    retryAfterMs,
    detail,
    ...marks
  } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const facts: Record<string, JsonValue> = {
    message: String(message).slice(0, MAX_MESSAGE_CHARACTERS),
    ...about,
    ...detail,
  };
  if (typeof code === 'string') facts.code = code;
  if (retryAfterMs !== undefined) facts.retryAfterMs = retryAfterMs;
  const error = errorName(marks, code);
  return { error, cause: JSON.stringify(facts), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function errorName({ connectorFailure, isOutcomeUnknown, errorName: own }: Thrown, code: unknown): string {
  if (isOutcomeUnknown === true) return 'Connector.OutcomeUnknown';
  if (connectorFailure !== undefined) return own ?? FAMILIES[connectorFailure];
  if (typeof code === 'string' && /^(?:outbound|file|expression)\./.test(code))
    return code === 'outbound.host_not_found' ? 'Connector.Retryable' : 'Connector.Fatal';
  return 'States.TaskFailed';
}
