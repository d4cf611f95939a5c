// A small platform in memory: it calls a connector as the real host does, over a wire of the test.
import { setMaxListeners } from 'node:events';
import Schema from 'typebox/schema';
import type { Action } from '../../action.ts';
import { errorPrefixOf, type Connector, type OptionRequest } from '../../connector.ts';
import type { ActionContext, CallContext } from '../../context.ts';
import { runAuthTest } from '../../declarative/run-auth-test.ts';
import { runHttpAction } from '../../declarative/run-http-action.ts';
import type { Evaluate } from '../../declarative/template.ts';
import { FatalError } from '../../failures.ts';
import { reportFailure } from '../../hosting/failure-report.ts';
import { failureOfAnswer } from '../../hosting/http-failures.ts';
import { performOnce, type EarlierCall } from '../../hosting/perform-once.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Wire } from '../wire/wire.ts';
import { evaluatePath } from './evaluate-path.ts';
import { MemoryFiles } from './memory-files.ts';
import { MemoryValues } from './memory-values.ts';
import { newRecord, openAction, openRead, type CallParts, type CallRecord, type OpenedCall } from './open-call.ts';
import { TestClock } from './test-clock.ts';
import { openConnection, type TestConnection } from './test-connection.ts';
import type { TestTime } from './test-time.ts';

/** How a call has ended, and what it did until then. */
export type TestOutcome = Readonly<CallRecord> &
  (
    | { readonly kind: 'returned'; readonly output: JsonValue }
    | {
        readonly kind: 'threw';
        /** As `Retry` and `Catch` of a workflow match it. */
        readonly error: string;
        readonly message: string;
        /** As the run keeps it: code, status and whatever else is known. */
        readonly cause: JsonObject;
        readonly retryAfterMs?: number;
      }
  );

export interface TestPlatformOptions {
  readonly connector: Connector;
  /** Who answers. */
  readonly wire: Wire;
  /** Who answers when a session is begun; default the same. */
  readonly signInWire?: Wire;
  readonly connections?: Readonly<Record<string, TestConnection>>;
  readonly time?: TestTime;
  /** JSONata of declarative members; default: paths and little more. */
  readonly evaluate?: Evaluate;
}
/** How a call is made. */
export interface CallOptions {
  /** By name; default: the only one there is. */
  readonly connection?: string | undefined;
  /** Counted from 1; later ones ask `verify` first. */
  readonly attempt?: number;
  /** What became of the attempt before; default: it came to an end. */
  readonly earlier?: EarlierCall;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Told before `verify` is asked. */
  readonly onVerify?: () => void;
}

const USUAL_KEY = 'test'.padEnd(52, '0');
const USUAL_TIMEOUT_MS = 120_000;
const READ_TIMEOUT_MS = 10_000;

/** Calls a connector's members one by one. Resolves with an outcome for whatever they do. */
export class TestPlatform {
  readonly connector: Connector;
  readonly time: TestTime;
  readonly files = new MemoryFiles();
  /** What its calls have stored. */
  readonly values = new MemoryValues();
  readonly #secrets = new Set<string>();
  readonly #options: TestPlatformOptions;

  constructor(options: TestPlatformOptions) {
    this.#options = options;
    this.connector = options.connector;
    this.time = options.time ?? new TestClock();
  }

  /** What its calls have learned that must not be shown. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** One attempt of an action. */
  callAction(name: string, input: unknown, options: CallOptions = {}): Promise<TestOutcome> {
    const action = this.connector.actions[name];
    if (action === undefined) throw new TypeError(`${this.connector.name} has no action "${name}".`);
    const timeoutMs = action.timeoutSeconds === undefined ? USUAL_TIMEOUT_MS : action.timeoutSeconds * 1000;
    return this.#within(name, { timeoutMs, ...options }, async (parts) => {
      demandFit(action.input, input, { code: 'connector.arguments_invalid', what: 'The arguments do not fit' });
      const { idempotencyKey = USUAL_KEY, attempt = 1 } = options;
      const opened = await openAction(parts, { action: name, idempotencyKey, attempt });
      const output = toJson(await this.#perform(action, input, { ...options, opened, attempt }));
      demandFit(action.output, output, {
        code: 'connector.output_mismatch',
        what: 'The output does not fit its schema',
      });
      this.values.commit(opened.store, parts.connection?.current.name);
      return output;
    });
  }

  /** What an option source gives. */
  listOptions(source: string, request: OptionRequest, options: CallOptions = {}): Promise<TestOutcome> {
    return this.read(source, options, (context) => this.#member('options', source)(context, request));
  }

  /** What a schema source gives. */
  readSchema(source: string, input: JsonObject, options: CallOptions = {}): Promise<TestOutcome> {
    return this.read(source, options, (context) => this.#member('schemas', source)(context, { input }));
  }

  /** Whether the connection works, and whose it is. */
  testConnection(connection?: string): Promise<TestOutcome> {
    return this.read('connection', { connection }, (context, { send }, parts) => {
      const test = parts.connection?.auth.test;
      if (test === undefined) return {};
      if (typeof test === 'function') return test(context);
      return runAuthTest(test, context.connection, { evaluate: parts.evaluate, send });
    });
  }

  /** Calls whatever is no action, within the surroundings of a read. */
  read(
    member: string,
    options: CallOptions,
    work: (context: CallContext, opened: OpenedCall, parts: CallParts) => unknown,
  ): Promise<TestOutcome> {
    return this.#within(member, { timeoutMs: READ_TIMEOUT_MS, ...options }, async (parts) => {
      const opened = await openRead(parts);
      return toJson(await work(opened.context, opened, parts));
    });
  }

  /** What a trigger's code has around it, for as long as the signal is not aborted. */
  async openTrigger(
    signal: AbortSignal,
    connection?: string,
  ): Promise<OpenedCall & { readonly record: Readonly<CallRecord> }> {
    const record = newRecord();
    setMaxListeners(0, signal);
    const opened = await openRead({ ...this.#parts({ connection }), signal, record, deadlineMs: Infinity });
    return { ...opened, record };
  }

  #member<Kind extends 'options' | 'schemas'>(
    kind: Kind,
    name: string,
  ): NonNullable<NonNullable<Connector[Kind]>[string]> {
    const found = this.connector[kind]?.[name];
    if (found === undefined) throw new TypeError(`${this.connector.name} has no "${name}" among its ${kind}.`);
    return found as NonNullable<NonNullable<Connector[Kind]>[string]>;
  }

  async #within(
    member: string,
    options: CallOptions & { readonly timeoutMs: number },
    work: (parts: CallParts) => Promise<JsonValue>,
  ): Promise<TestOutcome> {
    const record = newRecord();
    const own = new AbortController();
    // Any number of requests may be under way.
    setMaxListeners(0, own.signal);
    const abort = (): void => own.abort(options.signal?.reason);
    if (options.signal?.aborted === true) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    const { time } = this;
    const watch = new AbortController();
    const deadline = time.waitForLimit(options.timeoutMs, watch.signal).then(() => {
      own.abort(new DOMException('The time is up.', 'TimeoutError'));
      throw new FatalError(`${this.connector.name}/${member} did not end within ${options.timeoutMs / 1000} s.`, {
        name: 'States.Timeout',
      });
    });
    // Whoever ends before it is not interested in it.
    deadline.catch(() => undefined);
    try {
      const surroundings = { signal: own.signal, record, deadlineMs: time.nowMs() + options.timeoutMs };
      const output = await time.drive(Promise.race([work({ ...this.#parts(options), ...surroundings }), deadline]));
      return { ...record, kind: 'returned', output };
    } catch (thrown) {
      return { ...record, ...outcomeOf(thrown, { connector: this.connector.name, action: member }) };
    } finally {
      watch.abort();
      record.secrets.forEach((secret) => this.#secrets.add(secret));
      options.signal?.removeEventListener('abort', abort);
    }
  }

  #parts({ connection }: CallOptions): Omit<CallParts, 'signal' | 'record' | 'deadlineMs'> {
    const { connector, wire, signInWire = wire, connections = {}, evaluate = evaluatePath } = this.#options;
    const name = connection ?? Object.keys(connections)[0];
    const given = name === undefined ? undefined : connections[name];
    if (given === undefined && connection !== undefined)
      throw new TypeError(`The test has no connection "${connection}".`);
    const opened = given === undefined ? undefined : openConnection(connector, name ?? '', given);
    const { time, files, values } = this;
    return { connector, wire, signInWire, evaluate, time, files, values, connection: opened };
  }

  #perform(action: Action, input: unknown, { opened, attempt, earlier, onVerify }: Performing): Promise<unknown> {
    return performOnce(action, {
      earlier: earlier ?? (attempt > 1 ? 'ended' : undefined),
      run: () => this.#run(action, input, opened),
      ask: (verify) => {
        onVerify?.();
        return verify(opened.context, input);
      },
    });
  }

  async #run(action: Action, input: unknown, { send, context }: OpenedCall<ActionContext>): Promise<unknown> {
    if (action.kind === 'code') return action.run(context, input);
    const { connection, idempotencyKey, log } = context;
    return runHttpAction(
      {
        action,
        errorPrefix: errorPrefixOf(this.connector.name),
        root: { input: input as JsonValue, connection, idempotencyKey },
      },
      {
        evaluate: this.#options.evaluate ?? evaluatePath,
        send,
        failureOf: (sent, answer) => failureOfAnswer(sent, answer, this.time.nowMs()),
        warn: (message) => log.warn(message),
      },
    );
  }
}

interface Performing extends Pick<CallOptions, 'earlier' | 'onVerify'> {
  readonly opened: OpenedCall<ActionContext>;
  readonly attempt: number;
}

function outcomeOf(thrown: unknown, about: { readonly connector: string; readonly action: string }) {
  const { error, cause, retryAfterMs } = reportFailure(thrown, about);
  const facts = JSON.parse(cause) as JsonObject & { readonly message: string };
  return {
    kind: 'threw' as const,
    error,
    message: facts.message,
    cause: facts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function demandFit(
  schema: object,
  value: unknown,
  { code, what }: { readonly code: string; readonly what: string },
): void {
  const [isFine, errors] = Schema.Errors(schema, value);
  if (isFine) return;
  const why = errors.slice(0, 5).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  throw new FatalError(`${what}: ${why.join('; ')}`, { detail: { code } });
}

/** As JSON of its own; what is no JSON is refused. */
function toJson(value: unknown): JsonValue {
  if (value === undefined) return null;
  try {
    const text = JSON.stringify(value, (key, item: unknown) => {
      if (typeof item === 'function' || typeof item === 'symbol') throw new TypeError(`"${key}" is a ${typeof item}.`);
      return item;
    });
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new FatalError(`The action returned something that is no JSON: ${(cause as Error).message}`, {
      cause,
      detail: { code: 'connector.output_mismatch' },
    });
  }
}
