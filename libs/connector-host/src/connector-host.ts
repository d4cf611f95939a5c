import {
  errorPrefixOf,
  FatalError,
  type Action,
  type ActionContext,
  type FileReference,
  type JsonObject,
  type JsonValue,
  type OptionRequest,
} from '@millrace/connector-sdk';
import { runAuthTest, runHttpAction, type Evaluate, type Manifest } from '@millrace/connector-sdk/platform';
import type { OutboundGuard } from '@millrace/security';
import { openAction, openRead, type CallSurroundings, type OpenedCall } from './call-context.ts';
import type { CallBudgets } from './budget/call-budgets.ts';
import { createCallLog, type LogLine } from './call-log.ts';
import type { HostConnections } from './connections.ts';
import { Deadline } from './deadline.ts';
import { reportFailure } from './failure-report.ts';
import { DEFAULT_HOST_LIMITS, type HostLimits } from './host-limits.ts';
import type { CallConnection } from './http/credentials.ts';
import { failureOfAnswer } from './http/http-failures.ts';
import type { InstalledConnector } from './installed-connector.ts';
import { toJson } from './plain-output.ts';
import { compileChecks, type Check } from './schema-check.ts';

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
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
export type ActionOutcome = { readonly log: readonly LogLine[]; readonly secrets: readonly string[] } & (
  | { readonly kind: 'returned'; readonly output: JsonValue }
  | { readonly kind: 'threw'; readonly error: string; readonly cause: string; readonly retryAfterMs?: number }
);

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
  readonly connectors: readonly InstalledConnector[];
  readonly guard: OutboundGuard;
  readonly files: HostFiles;
  /** JSONata of declarative actions, within a budget. */
  readonly evaluate: Evaluate;
  readonly connections?: HostConnections;
  /** Without them calls have their turn at once. */
  readonly budgets?: CallBudgets;
  /** What is not named has the default. */
  readonly limits?: Partial<HostLimits>;
}

const MAX_FILE_BYTES = 5 * 1024 * 1024 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 120;
/** Of what fills in forms. */
const READ_TIMEOUT_MS = 10_000;

/** A call that only reads, for whoever fills in a form. */
export interface ReadCall {
  readonly workspaceId: string;
  readonly connector: string;
  /** By name. */
  readonly connection?: string;
  readonly signal: AbortSignal;
}
export interface OptionsCall extends ReadCall, OptionRequest {
  readonly source: string;
}

/** What every call has: who is called, for how long. */
interface TimedCall {
  readonly connector: string;
  /** What of it; for people. */
  readonly member: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

interface Installed extends InstalledConnector {
  readonly checks: ReturnType<typeof compileChecks>;
}

/** Calls the actions of built-in connectors, in process. */
export class ConnectorHost {
  readonly #installed: ReadonlyMap<string, Installed>;
  readonly #options: ConnectorHostOptions;
  readonly #limits: HostLimits;

  constructor(options: ConnectorHostOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_HOST_LIMITS, ...options.limits };
    this.#installed = new Map(
      options.connectors.map((installed) => [
        installed.manifest.name,
        { ...installed, checks: compileChecks(installed.manifest) },
      ]),
    );
  }

  /** What is installed. */
  get connectors(): readonly InstalledConnector[] {
    return this.#options.connectors;
  }

  findAction(
    connector: string,
    action: string,
  ): { readonly effects: 'read' | 'write'; readonly timeoutSeconds: number } | undefined {
    const found = this.#find(connector, action);
    return found === undefined
      ? undefined
      : { effects: found.effects, timeoutSeconds: found.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS };
  }

  #find(connector: string, action: string): Action | undefined {
    return find(this.#installed.get(connector)?.connector.actions, action);
  }

  /** Calls an action once. Resolves for whatever the action does; ends in time whatever it does. */
  call(call: ActionCall): Promise<ActionOutcome> {
    const { connector, action: member, timeoutMs, signal } = call;
    return this.#within({ connector, member, timeoutMs, signal }, (around) => this.#run(call, around));
  }

  /** Whether a connection works, and whose it is: an `Account`, empty where the connector has no test. */
  testConnection(call: ReadCall & { readonly connection: string }): Promise<ActionOutcome> {
    return this.#read(call, 'connection', async ({ connector }, { send, context, authKind }) => {
      const { test } = find(connector.auth, authKind ?? '') ?? {};
      if (test === undefined) return {};
      if (typeof test === 'function') return await test(context);
      return runAuthTest(test, context.connection, { evaluate: this.#options.evaluate, send });
    });
  }

  /** What a field may be: an `OptionList`. */
  listOptions({ source, input, search, cursor, ...call }: OptionsCall): Promise<ActionOutcome> {
    return this.#read(call, source, async ({ connector }, { context }) => {
      const list = find(connector.options, source);
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
  }: ReadCall & { readonly source: string; readonly input: JsonObject }): Promise<ActionOutcome> {
    return this.#read(call, source, async ({ connector }, { context }) => {
      const read = find(connector.schemas, source);
      if (read === undefined) throw unknownMember(call.connector, source);
      return await read(context, { input });
    });
  }

  #read(
    call: ReadCall,
    member: string,
    read: (installed: Installed, opened: OpenedCall) => Promise<unknown>,
  ): Promise<ActionOutcome> {
    const { connector, signal } = call;
    return this.#within({ connector, member, timeoutMs: READ_TIMEOUT_MS, signal }, async (around) => {
      const installed = this.#installed.get(connector);
      if (installed === undefined) throw unknownMember(connector, member);
      const opened = await openRead(call, installed.connector, around);
      return toJson(await read(installed, opened), this.#limits.output);
    });
  }

  async #within(call: TimedCall, work: (around: CallSurroundings) => Promise<JsonValue>): Promise<ActionOutcome> {
    const { lines, log } = createCallLog();
    const secrets = new Set<string>();
    const deadline = new Deadline(call.signal, call.timeoutMs);
    let used: CallConnection | undefined;
    const onConnected = (connection: CallConnection): void => {
      used = connection;
    };
    const around = this.#around(call, { deadline, log, secrets, onConnected });
    try {
      // What ignores its signal is left behind: its result is nobody's any more.
      const output = await deadline.during(work(around));
      this.#noteOutcome(used);
      return { kind: 'returned', output, log: lines, secrets: [...secrets] };
    } catch (thrown) {
      const about = { connector: call.connector, action: call.member };
      const report = deadline.hasPassed ? timedOut(call) : reportFailure(thrown, about);
      if (report.error === 'Connector.Auth') this.#noteOutcome(used, (thrown as Error).message);
      return { kind: 'threw', ...pick(report), log: lines, secrets: [...secrets] };
    } finally {
      deadline.clear();
    }
  }

  #noteOutcome(used: CallConnection | undefined, refusal?: string): void {
    if (used === undefined) return;
    this.#options.connections?.noteOutcome({ used, ...(refusal === undefined ? {} : { refusal }) });
  }

  async #run(call: ActionCall, around: CallSurroundings): Promise<JsonValue> {
    const installed = this.#installed.get(call.connector);
    const action = this.#find(call.connector, call.action);
    const checks = installed?.checks.get(call.action);
    if (installed === undefined || action === undefined || checks === undefined)
      throw unknownMember(call.connector, call.action);
    checkPin(call, installed.manifest);
    demand(checks.input, call.arguments, 'connector.arguments_invalid');
    const opened = await openAction(call, { connector: installed.connector, action }, around);
    const output = toJson(await this.#perform(call, action, opened), this.#limits.output);
    demand(checks.output, output, 'connector.output_mismatch');
    return output;
  }

  #perform(
    { connector, arguments: input }: ActionCall,
    action: Action,
    { send, context }: OpenedCall<ActionContext>,
  ): unknown {
    if (action.kind === 'code') return action.run(context, input);
    const { connection, idempotencyKey, log } = context;
    return runHttpAction(
      { action, errorPrefix: errorPrefixOf(connector), root: { input, connection, idempotencyKey } },
      { evaluate: this.#options.evaluate, send, failureOf: failureOfAnswer, warn: (message) => log.warn(message) },
    );
  }

  #around(
    { timeoutMs }: TimedCall,
    {
      secrets,
      ...parts
    }: Pick<CallSurroundings, 'deadline' | 'log' | 'onConnected'> & { readonly secrets: Set<string> },
  ): CallSurroundings {
    const { guard, files, connections, budgets } = this.#options;
    return {
      ...parts,
      ...{ guard, connections, budgets },
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

const find = <T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;

function unknownMember(connector: string, member: string): FatalError {
  return new FatalError(
    `Nothing here is called ${connector}/${member}. Install its connector, or choose what the connector has.`,
    { detail: { code: 'connector.action_unknown' } },
  );
}

function checkPin({ version }: ActionCall, connector: Manifest): void {
  if (version === undefined || version.split('.')[0] === connector.version.split('.')[0]) return;
  throw new FatalError(
    `The workflow asks for version ${version} of ${connector.name}; ${connector.version} is installed.`,
    { detail: { code: 'connector.version_unknown' } },
  );
}

function demand(check: Check, value: unknown, code: string): void {
  const complaint = check(value);
  if (complaint !== undefined)
    throw new FatalError(
      `${code === 'connector.output_mismatch' ? 'The output does not fit its schema' : 'The arguments do not fit'}: ${complaint}`,
      { detail: { code } },
    );
}

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
