import type { JsonValue } from './json.ts';

/** Of what an action keeps over a pause, as JSON. */
export const MAX_PAUSE_STATE_BYTES = 64 * 1024;

/** What ends a pause: a moment, a call of its address, or whichever comes first. Numbers are epoch milliseconds. */
export type PauseRequest<State extends JsonValue = JsonValue> = {
  /** What `resume` is given: JSON, at most 64 KiB, and nothing that is secret, since it is kept as it is. */
  readonly state: State;
} & (
  | { readonly until: Date | number; readonly callback?: false }
  | { readonly callback: true; readonly until?: Date | number }
);

declare const STATE: unique symbol;
/** What `wait` gives, for `run` or `resume` to return as it is. */
export interface Pause<State extends JsonValue = JsonValue> {
  readonly [STATE]: State;
}

/** The request that came to the address of a pause. */
export interface CallbackRequest {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As JSON where it is some, else as text. Whoever knows the address may have sent it. */
  readonly body: JsonValue;
}

/** What an action goes on with. */
export interface Resumed<State extends JsonValue = JsonValue> {
  readonly state: State;
  /** What came to its address. Absent: its moment has come. */
  readonly payload?: CallbackRequest;
}
