import type { JsonObject } from '../json.ts';

/** A write was sent and no answer came. Only the host can know: no connector may claim it. */
export class OutcomeUnknownError extends Error {
  readonly isOutcomeUnknown = true;
  readonly detail: JsonObject;

  constructor(message: string, detail: JsonObject, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.detail = detail;
  }
}
