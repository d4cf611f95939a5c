import type {
  ActionContext,
  AnyAction,
  Connector,
  FileReference,
  JsonObject,
  JsonValue,
} from '@millrace/connector-sdk';
import { FatalError } from '@millrace/connector-sdk';
import type { OutboundGuard } from '@millrace/security';
import { createCallLog, type LogLine } from './call-log.ts';
import { Deadline } from './deadline.ts';
import { reportFailure } from './failure-report.ts';
import { DEFAULT_HOST_LIMITS, type HostLimits } from './host-limits.ts';
import { createHttpClient } from './http-client.ts';
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
  readonly connectors: readonly Connector[];
  readonly guard: OutboundGuard;
  readonly files: HostFiles;
  /** What is not named has the default. */
  readonly limits?: Partial<HostLimits>;
}

const MAX_FILE_BYTES = 5 * 1024 * 1024 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 120;

/** What one call has around it. */
interface CallParts {
  readonly deadline: Deadline;
  readonly log: ActionContext['log'];
  readonly secrets: Set<string>;
}

interface Installed {
  readonly connector: Connector;
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
      options.connectors.map((connector) => [connector.name, { connector, checks: compileChecks(connector) }]),
    );
  }

  /** What is installed. */
  get connectors(): readonly Connector[] {
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

  #find(connector: string, action: string): AnyAction | undefined {
    const actions = this.#installed.get(connector)?.connector.actions ?? {};
    return Object.hasOwn(actions, action) ? actions[action] : undefined;
  }

  /** Calls an action once. Resolves for whatever the action does; ends in time whatever it does. */
  async call(call: ActionCall): Promise<ActionOutcome> {
    const { lines, log } = createCallLog();
    const secrets = new Set<string>();
    const deadline = new Deadline(call.signal, call.timeoutMs);
    try {
      // An action that ignores its signal is left behind: its result is nobody's any more.
      const output = await deadline.during(this.#run(call, { deadline, log, secrets }));
      return { kind: 'returned', output, log: lines, secrets: [...secrets] };
    } catch (thrown) {
      const report = deadline.hasPassed
        ? timedOut(call)
        : reportFailure(thrown, { connector: call.connector, action: call.action });
      return { kind: 'threw', ...pick(report), log: lines, secrets: [...secrets] };
    } finally {
      deadline.clear();
    }
  }

  async #run(call: ActionCall, parts: CallParts): Promise<JsonValue> {
    const installed = this.#installed.get(call.connector);
    const action = this.#find(call.connector, call.action);
    const checks = installed?.checks.get(call.action);
    if (installed === undefined || action === undefined || checks === undefined) {
      throw new FatalError(`There is no action ${call.connector}/${call.action} here.`, {
        detail: { code: 'connector.action_unknown' },
      });
    }
    checkPin(call, installed.connector);
    demand(checks.input, call.arguments, 'connector.arguments_invalid');
    const output = toJson(await action.run(this.#contextOf(call, parts), call.arguments), this.#limits.output);
    demand(checks.output, output, 'connector.output_mismatch');
    return output;
  }

  #contextOf(call: ActionCall, { deadline, log, secrets }: CallParts): ActionContext {
    const { guard, files } = this.#options;
    const fileAccess: ActionContext['files'] = {
      read: (file) => files.read(file),
      write: (file) => files.write({ ...file, maxBytes: MAX_FILE_BYTES }),
    };
    return {
      http: createHttpClient({ guard, files: fileAccess, deadline, userAgent: 'Millrace', limits: this.#limits }),
      files: fileAccess,
      log,
      get signal() {
        return deadline.signal;
      },
      deadlineMs: Date.now() + call.timeoutMs,
      idempotencyKey: call.idempotencyKey,
      run: call.run,
      connection: {} satisfies JsonObject,
      addSecret: (secret) => void secrets.add(secret),
    };
  }
}

function checkPin({ version }: ActionCall, connector: Connector): void {
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

function timedOut({ connector, action, timeoutMs }: ActionCall) {
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
