import { FatalError, PauseError, RetryableError, type JsonObject } from '@millrace/connector-sdk';
import { isOwnName } from '../sandbox/failures.ts';
import type { ThrownFacts } from './published-messages.ts';

const MAX_MESSAGE_CHARACTERS = 16_000;
const MAX_DETAIL_CHARACTERS = 32_000;

/** What the code threw, as if it had thrown it here. What is not one of the three failures is a defect. */
export function errorOfThrown(thrown: unknown): Error {
  const { name, message, connectorFailure, errorName, retryAfterMs, detail, stack } = asFacts(thrown);
  const text = cut(message);
  if (connectorFailure === 'fatal')
    // The platform's own names mean what only the platform can know.
    return new FatalError(text, {
      ...(isText(errorName) && isOwnName(errorName) ? { name: errorName } : {}),
      detail: plain(detail),
    });
  if (connectorFailure === 'retryable') {
    const isLimited = errorName === 'Connector.RateLimited';
    return new RetryableError(text, {
      ...(isLimited ? { name: errorName } : {}),
      ...(isDelay(retryAfterMs) ? { retryAfterMs } : {}),
      detail: plain(detail),
    });
  }
  if (connectorFailure === 'pause') return new PauseError(text, { detail: plain(detail) });
  const where = { name: cut(name).slice(0, 100), ...(isText(stack) && stack !== '' ? { stack: cut(stack) } : {}) };
  return Object.assign(new Error(text), { detail: where });
}

/** A failure of ours, as the code sees it. */
export function thrownFactsOf(thrown: unknown): ThrownFacts {
  if (typeof thrown !== 'object' || thrown === null) return { name: 'Error', message: String(thrown) };
  const { name, message = 'It failed.' } = thrown as Partial<ThrownFacts>;
  const { connectorFailure, errorName, retryAfterMs, detail, code, isOutcomeUnknown } = thrown as Partial<ThrownFacts>;
  return {
    name: cut(name ?? 'Error'),
    message: cut(message),
    ...(connectorFailure === undefined ? {} : { connectorFailure }),
    ...(errorName === undefined ? {} : { errorName }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(detail === undefined ? {} : { detail }),
    ...(isText(code) ? { code } : {}),
    ...(isOutcomeUnknown === true ? { isOutcomeUnknown } : {}),
  };
}

/** A message from a child that is to hold these. */
export function asFacts(thrown: unknown): Readonly<Partial<Record<keyof ThrownFacts, unknown>>> {
  return typeof thrown === 'object' && thrown !== null ? thrown : {};
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isDelay = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const cut = (value: unknown): string => (isText(value) ? value : '').slice(0, MAX_MESSAGE_CHARACTERS);

function plain(detail: unknown): JsonObject {
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return {};
  const text = JSON.stringify(detail);
  return text.length <= MAX_DETAIL_CHARACTERS ? (JSON.parse(text) as JsonObject) : {};
}
