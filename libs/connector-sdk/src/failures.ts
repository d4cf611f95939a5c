import type { JsonObject } from './json.ts';

/** What a failure may add to its sentence; shown to people, after secrets are taken out. */
export interface FailureOptions {
  /** Something to match in `Retry` and `Catch`; without it the family's own name. Fatal failures only. */
  readonly name?: string;
  /** The earliest moment for another attempt, from now. Retryable failures only. */
  readonly retryAfterMs?: number;
  readonly detail?: JsonObject;
  readonly cause?: unknown;
}

/**
 * The three ways in which an action fails on purpose. Anything else that is thrown counts as a defect of the connector.
 * Recognised by `connectorFailure`, not by class: a package may be there twice.
 */
abstract class ConnectorFailure extends Error {
  abstract readonly connectorFailure: 'fatal' | 'retryable' | 'pause';
  readonly errorName: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly detail: JsonObject;

  constructor(message: string, { name, retryAfterMs, detail, cause }: FailureOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.errorName = name;
    this.retryAfterMs = retryAfterMs;
    this.detail = detail ?? {};
  }
}

/** Another attempt would end the same: `Connector.Fatal`, or the name given. */
export class FatalError extends ConnectorFailure {
  override readonly connectorFailure = 'fatal';
}

/** Another attempt may work: `Connector.Retryable`, or `Connector.RateLimited` when named so. */
export class RetryableError extends ConnectorFailure {
  override readonly connectorFailure = 'retryable';
}

/** A person must act first, on the connection as a rule: `Connector.Auth`. */
export class PauseError extends ConnectorFailure {
  override readonly connectorFailure = 'pause';
}
