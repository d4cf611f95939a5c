import type { FileReference, Http } from './http.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Net } from './net.ts';
import type { Pause, PauseRequest } from './pause.ts';
import type { Store } from './store.ts';

/** What everything that a connector does may use. */
export interface CallContext {
  readonly http: Http;
  /** For services that do not speak HTTP, to what `permissions.sockets` names. */
  readonly net: Net;
  /** At most 200 lines a call; secrets are taken out. */
  readonly log: Readonly<Record<'debug' | 'info' | 'warn' | 'error', (message: string, data?: JsonValue) => void>>;
  /** Aborted on cancel, at the deadline, and when another worker has the run. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly deadlineMs: number;
  readonly clock: { nowMs(): number };
  /** Fields of the connection, without its secrets. Empty without one. */
  readonly connection: JsonObject;
  /** A secret field of the connection. Only with `permissions.secrets`; else it throws. */
  readonly secret: (field: string) => string;
  /** Takes a value out of everything that is recorded of this run. */
  readonly addSecret: (secret: string) => void;
}

/** Files of any size, which runs hand on as references. */
export interface Files {
  read(file: FileReference): Promise<AsyncIterable<Uint8Array>>;
  write(file: {
    readonly name: string;
    readonly type: string;
    readonly data: AsyncIterable<Uint8Array>;
  }): Promise<FileReference>;
}

/** All that an action may use of its surroundings. */
export interface ActionContext extends CallContext {
  readonly files: Files;
  /** What it changes is committed with the step. */
  readonly store: Store;
  /** Says that the work goes on: the state's `HeartbeatSeconds` begin anew, its `TimeoutSeconds` do not. May be called often. */
  readonly heartbeat: () => void;
  /** 52 characters, the same over retries, crashes and workers. */
  readonly idempotencyKey: string;
  /** The same as a UUIDv8, for services that take nothing else. */
  readonly idempotencyUuid: string;
  readonly run: {
    readonly id: string;
    readonly workflow: string;
    readonly state: string;
    readonly path: string;
    readonly attempt: number;
  };
}

/** Of actions that have a `resume`. */
export interface PausingContext extends ActionContext {
  /**
   * Gives a pause for `run` or `resume` to return: the run is parked, and goes on with `resume` when the moment has come or the
   * address was called. An action without a `resume` is refused one, and so is one that somebody tries out, outside of a run.
   */
  readonly wait: <State extends JsonValue>(request: PauseRequest<State>) => Pause<State>;
  /**
   * Opens the address that ends the next pause, for whoever is to call it. The same each time within a call, and when the call is
   * made again after a crash; each pause, and each attempt, has another one. Asking costs a write.
   */
  readonly callbackUrl: () => Promise<string>;
}

/** Of options, dynamic schemas and connection tests: reads that take 10 s at most. */
export type ReadContext = CallContext;

/** Of triggers. */
export type TriggerContext = CallContext;

/** Of polls: what the store is changed by is committed with the items and the new cursor. */
export interface PollContext extends TriggerContext {
  readonly store: Store;
}
