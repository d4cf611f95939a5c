import type {
  ActionContext,
  CallContext,
  FileReference,
  JsonObject,
  JsonValue,
  OptionRequest,
} from '@millrace/connector-sdk';
import {
  reportFailure,
  runAuthTest,
  type CallConnection,
  type CallStore,
  type EarlierCall,
  type Evaluate,
  type PauseFacts,
  type StoreChange,
} from '@millrace/connector-sdk/platform';
import type { OutboundGuard } from '@millrace/security';
import { factsOf, type ActionFacts } from './action-facts.ts';
import { openRead, openStore, type CallSurroundings, type HostStore } from './call-context.ts';
import type { CallBudgets } from './budget/call-budgets.ts';
import { createCallLog, type LogLine } from './call-log.ts';
import type { HostConnections } from './connections.ts';
import { Deadline } from './deadline.ts';
import { DEFAULT_HOST_LIMITS, type HostLimits } from './host-limits.ts';
import { Breakers } from './http/breaker.ts';
import type { SendRequest } from './http/http-client.ts';
import { ConnectorFinder, ownMember, unknownMember } from './find-connector.ts';
import type { ConnectorAddress, ConnectorDirectory, InstalledConnector } from './installed-connector.ts';
import { performAction, type ActionEnd } from './perform-action.ts';
import { toJson } from './plain-output.ts';
import { compileChecks } from './schema-check.ts';

/** One call of an action, as the engine makes it. */
export interface ActionCall {
  readonly workspaceId: string;
  readonly connector: string;
  readonly action: string;
  readonly version?: string;
  readonly connection?: string;
  readonly arguments: JsonValue;
  readonly idempotencyKey: string;
  readonly run: ActionContext['run'];
  /** Sent with its HTTP requests: W3C Trace Context. */
  readonly traceparent?: string;
  /** Somebody tries it: what it breaks breaks no run. */
  readonly isTrial?: boolean;
  /** It was called before: how that ended. `lost` only of an action that is marked. */
  readonly earlier?: EarlierCall;
  /** Its action has paused, and goes on. `payload`: what came to its callback. */
  readonly resume?: { readonly state: JsonValue; readonly payload?: JsonValue };
  /** Opens the address that ends the next pause. Without it the action cannot pause: there is no run that would wait. */
  readonly openCallback?: () => Promise<string>;
  /** Told of each sign of life. */
  readonly onHeartbeat?: () => void;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
interface CallReport {
  readonly log: readonly LogLine[];
  readonly secrets: readonly string[];
}
interface Kept {
  /** What it keeps for later calls: one change for each key. */
  readonly store?: readonly StoreChange[];
}
/** Of calls that are no actions, and of actions that have come to their end. */
export type CallOutcome = CallReport &
  (
    | (Kept & { readonly kind: 'returned'; readonly output: JsonValue })
    | { readonly kind: 'threw'; readonly error: string; readonly cause: string; readonly retryAfterMs?: number }
  );
/** `paused`: it goes on at a moment, or when its callback is called. */
export type ActionOutcome = CallOutcome | (CallReport & Kept & PauseFacts & { readonly kind: 'paused' });

/** Stores the files that actions read and write. */
export interface HostFiles {
  write(file: {
    readonly name: string;
    readonly type: string;
    readonly data: AsyncIterable<Uint8Array>;
    readonly maxBytes: number;
  }): Promise<FileReference>;
  read(file: Pick<FileReference, '$file'>): Promise<AsyncIterable<Uint8Array>>;
}

export interface ConnectorHostOptions {
  /** Of this installation. */
  readonly connectors: readonly InstalledConnector[];
  /** All others. */
  readonly directory?: ConnectorDirectory;
  readonly guard: OutboundGuard;
  readonly files: HostFiles;
  /** JSONata of declarative actions, within a budget. */
  readonly evaluate: Evaluate;
  readonly connections?: HostConnections;
  /** What connectors keep between calls. */
  readonly store?: HostStore;
  /** Without them calls have their turn at once. */
  readonly budgets?: CallBudgets;
  /** What is not named has the default. */
  readonly limits?: Partial<HostLimits>;
}

const MAX_FILE_BYTES = 5 * 1024 * 1024 * 1024;
/** Of what fills in forms. */
const READ_TIMEOUT_MS = 10_000;

/** A call that only reads. */
export interface ReadCall extends ConnectorAddress {
  /** By name. */
  readonly connection?: string;
  readonly signal: AbortSignal;
}
export interface OptionsCall extends ReadCall, OptionRequest {
  readonly source: string;
}
/** A call of anything that a connector has, by the platform itself. */
export interface MemberCall extends ReadCall {
  /** What is called; for people. */
  readonly member: string;
  readonly timeoutMs: number;
  /** Its requests must not be repeated unseen. */
  readonly isWrite?: boolean;
  /** It is called to see whether the connection works, not to use it. */
  readonly isTest?: boolean;
  /** No run waits for it: what it breaks breaks none. */
  readonly isTrial?: boolean;
}
/** A connector and what its code may use, for the time of one call. */
export interface OpenedMember {
  readonly installed: InstalledConnector;
  readonly context: CallContext;
  readonly send: SendRequest;
  /** What the connector keeps; whoever commits what the call gives commits its changes. */
  readonly openStore: () => CallStore;
  /** How its connection signs in; undefined without one. */
  readonly authKind: string | undefined;
}

/** What every call has: who is called, for how long. */
interface TimedCall {
  readonly connector: string;
  /** What of it; for people. */
  readonly member: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly isTest?: boolean;
}

/** Calls connectors: built-in ones in process, others wherever their directory has them. */
export class ConnectorHost {
  readonly #finder: ConnectorFinder;
  readonly #options: ConnectorHostOptions;
  readonly #limits: HostLimits;
  readonly #breakers = new Breakers();

  constructor(options: ConnectorHostOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_HOST_LIMITS, ...options.limits };
    for (const { manifest } of options.connectors) compileChecks(manifest);
    this.#finder = new ConnectorFinder(options.connectors, options.directory);
  }

  /** What is installed for all. */
  get connectors(): readonly InstalledConnector[] {
    return this.#options.connectors;
  }

  /** A connector of a workspace; at once for what is at hand. */
  find(address: ConnectorAddress): InstalledConnector | undefined | Promise<InstalledConnector | undefined> {
    return this.#finder.find(address);
  }

  findAction({
    action,
    ...address
  }: ConnectorAddress & { readonly action: string }): ActionFacts | undefined | Promise<ActionFacts | undefined> {
    const found = this.#finder.find(address);
    return found instanceof Promise ? found.then((installed) => factsOf(installed, action)) : factsOf(found, action);
  }

  /** Calls an action once. Resolves for whatever the action does; ends in time whatever it does. */
  call(call: ActionCall & { readonly openCallback?: never }): Promise<CallOutcome>;
  call(call: ActionCall): Promise<ActionOutcome>;
  call(call: ActionCall): Promise<ActionOutcome> {
    const { connector, action: member, timeoutMs, signal } = call;
    return this.#within({ connector, member, timeoutMs, signal }, async (around) => {
      const installed = await this.#require(call, call.action);
      return performAction(call, installed, { around, evaluate: this.#options.evaluate });
    });
  }

  /** Whether a connection works, and whose it is: an `Account`, empty where the connector has no test. */
  testConnection(call: ReadCall & { readonly connection: string }): Promise<CallOutcome> {
    return this.#read({ ...call, isTest: true }, 'connection', async ({ installed, send, context, authKind }) => {
      const { test } = ownMember(installed.connector.auth, authKind ?? '') ?? {};
      if (test === undefined) return {};
      if (typeof test === 'function') return await test(context);
      return runAuthTest(test, context.connection, { evaluate: this.#options.evaluate, send });
    });
  }

  /** What a field may be: an `OptionList`. */
  listOptions({ source, input, search, cursor, ...call }: OptionsCall): Promise<CallOutcome> {
    return this.#read(call, source, async ({ installed, context }) => {
      const list = ownMember(installed.connector.options, source);
      if (list === undefined) throw unknownMember(call.connector, source);
      const request = {
        input,
        ...(search === undefined ? {} : { search }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      return await list(context, request);
    });
  }

  /** What a field, or an output, looks like for what has been filled in: a JSON Schema. */
  readSchema({
    source,
    input,
    ...call
  }: ReadCall & { readonly source: string; readonly input: JsonObject }): Promise<CallOutcome> {
    return this.#read(call, source, async ({ installed, context }) => {
      const read = ownMember(installed.connector.schemas, source);
      if (read === undefined) throw unknownMember(call.connector, source);
      return await read(context, { input });
    });
  }

  #read(
    call: ReadCall & Pick<MemberCall, 'isTest'>,
    member: string,
    read: (opened: OpenedMember) => Promise<unknown>,
  ): Promise<CallOutcome> {
    return this.callMember({ ...call, member, timeoutMs: READ_TIMEOUT_MS, isTrial: true }, read);
  }

  /** Opens the surroundings of a call, and makes it: of triggers, options, tests. Its requests may be repeated. */
  callMember(call: MemberCall, work: (opened: OpenedMember) => Promise<unknown>): Promise<CallOutcome> {
    return this.#within(call, async (around) => {
      const installed = await this.#require(call, call.member);
      const opened = await openRead(call, installed.connector, around);
      const openStoreHere = (): CallStore => openStore(call, installed.connector, around);
      const made = await work({ ...opened, installed, openStore: openStoreHere });
      return { kind: 'returned' as const, output: toJson(made, this.#limits.output) };
    });
  }

  async #require(
    { isTrial = false, ...address }: ConnectorAddress & Pick<MemberCall, 'isTrial'>,
    member: string,
  ): Promise<InstalledConnector> {
    const installed = await this.#finder.require(address, member);
    return isTrial && installed.trial !== undefined ? { ...installed, connector: installed.trial } : installed;
  }

  async #within<End extends ActionEnd>(
    call: TimedCall,
    work: (around: CallSurroundings) => Promise<End>,
  ): Promise<CallOutcome | (End & Kept & CallReport)> {
    const secrets = new Set<string>();
    const { log, noteExchange, take } = createCallLog(secrets);
    const deadline = new Deadline(call.signal, call.timeoutMs);
    let used: CallConnection | undefined;
    const onConnected = (connection: CallConnection): void => {
      used = connection;
    };
    let store: CallStore | undefined;
    const onStore = (opened: CallStore): void => {
      store = opened;
    };
    const around = this.#around(call, { deadline, log, noteExchange, secrets, onConnected, onStore });
    try {
      // What ignores its signal is left behind: its result is nobody's any more.
      const end = await deadline.during(work(around));
      this.#noteOutcome(call, used);
      const report: Kept & CallReport = { ...keptIn(store), log: take(), secrets: [...secrets] };
      return { ...end, ...report };
    } catch (thrown) {
      const about = { connector: call.connector, action: call.member };
      const report = deadline.hasPassed ? timedOut(call) : reportFailure(thrown, about);
      if (report.error === 'Connector.Auth') this.#noteOutcome(call, used, (thrown as Error).message);
      return { kind: 'threw', ...pick(report), log: take(), secrets: [...secrets] };
    } finally {
      deadline.clear();
    }
  }

  #noteOutcome({ isTest = false }: TimedCall, used: CallConnection | undefined, refusal?: string): void {
    if (used === undefined) return;
    this.#options.connections?.noteOutcome({ used, isTest, ...(refusal === undefined ? {} : { refusal }) });
  }

  #around(
    { timeoutMs }: TimedCall,
    {
      secrets,
      ...parts
    }: Pick<CallSurroundings, 'deadline' | 'log' | 'noteExchange' | 'onConnected' | 'onStore'> & {
      readonly secrets: Set<string>;
    },
  ): CallSurroundings {
    const { guard, files, connections, budgets, store } = this.#options;
    return {
      ...parts,
      ...{ guard, connections, budgets, store, breakers: this.#breakers },
      files: {
        read: (file) => files.read(file),
        write: (file) => files.write({ ...file, maxBytes: MAX_FILE_BYTES }),
      },
      limits: this.#limits,
      deadlineMs: Date.now() + timeoutMs,
      addSecret: (secret) => void secrets.add(secret),
    };
  }
}

const keptIn = (store: CallStore | undefined): { readonly store?: readonly StoreChange[] } =>
  store === undefined || store.changes.length === 0 ? {} : { store: store.changes };

function timedOut({ connector, member: action, timeoutMs }: TimedCall) {
  const message = `${connector}/${action} did not end within ${timeoutMs / 1000} s.`;
  return { error: 'States.Timeout', cause: JSON.stringify({ message, connector, action }) };
}

function pick({
  error,
  cause,
  retryAfterMs,
}: {
  readonly error: string;
  readonly cause: string;
  readonly retryAfterMs?: number;
}) {
  return { error, cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Makes a host; compiles all schemas at once, so that a broken one stops the start and not a run. */
export function createConnectorHost(options: ConnectorHostOptions): ConnectorHost {
  return new ConnectorHost(options);
}
