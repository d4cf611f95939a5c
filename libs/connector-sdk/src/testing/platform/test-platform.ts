// A small platform in memory: it calls a connector as the real host does, over a wire of the test.
import { setMaxListeners } from 'node:events';
import Schema from 'typebox/schema';
import type { Action } from '../../action.ts';
import { errorPrefixOf, type Connector, type OptionRequest } from '../../connector.ts';
import type { CallContext, PausingContext } from '../../context.ts';
import { runAuthTest } from '../../declarative/run-auth-test.ts';
import { runHttpAction } from '../../declarative/run-http-action.ts';
import type { Evaluate } from '../../declarative/template.ts';
import { FatalError } from '../../failures.ts';
import { CallPauses, canPause, resumeOf } from '../../hosting/call-pauses.ts';
import { failureOfAnswer } from '../../hosting/http-failures.ts';
import { performOnce, type EarlierCall } from '../../hosting/perform-once.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Resumed } from '../../pause.ts';
import type { FakeDial } from '../fake/fake-socket.ts';
import type { Wire } from '../wire/wire.ts';
import { evaluatePath } from './evaluate-path.ts';
import { MemoryFiles } from './memory-files.ts';
import { MemoryValues } from './memory-values.ts';
import { newRecord, openAction, openRead, type CallParts, type CallRecord, type OpenedCall } from './open-call.ts';
import { outcomeOf, type TestActionOutcome, type TestOutcome, type WorkEnd } from './test-outcome.ts';
import { TestClock } from './test-clock.ts';
import { openConnection, type TestConnection } from './test-connection.ts';
import type { TestTime } from './test-time.ts';

export interface TestPlatformOptions {
  readonly connector: Connector;
  /** Who answers. */
  readonly wire: Wire;
  /** Who answers when a session is begun; default the same. */
  readonly signInWire?: Wire;
  /** Who answers at sockets; default: nobody. */
  readonly dial?: FakeDial;
  readonly connections?: Readonly<Record<string, TestConnection>>;
  readonly time?: TestTime;
  /** JSONata of declarative members; default: paths and little more. */
  readonly evaluate?: Evaluate;
  /** What calls have stored before. */
  readonly values?: MemoryValues;
}
/** How a call is made. */
export interface CallOptions {
  /** By name; default: the only one there is. */
  readonly connection?: string | undefined;
  /** Counted from 1; later ones ask `verify` first. */
  readonly attempt?: number;
  /** What became of the attempt before; default: it came to an end. */
  readonly earlier?: EarlierCall;
  /** It has paused, and goes on with `resume`. */
  readonly resume?: Resumed;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Told before `verify` is asked. */
  readonly onVerify?: () => void;
}

const NOBODY: FakeDial = () => Promise.reject(new Error('the test has nobody who answers there'));
const USUAL_KEY = 'test'.padEnd(52, '0');
const USUAL_TIMEOUT_MS = 120_000;
const READ_TIMEOUT_MS = 10_000;
/** As an address of a server looks; nobody is there. */
const CALLBACK_URL = 'https://millrace.example/callbacks/test';

/** Calls a connector's members one by one. Resolves with an outcome for whatever they do. */
export class TestPlatform {
  readonly connector: Connector;
  readonly time: TestTime;
  readonly files = new MemoryFiles();
  /** What its calls have stored. */
  readonly values: MemoryValues;
  readonly #secrets = new Set<string>();
  readonly #options: TestPlatformOptions;

  constructor(options: TestPlatformOptions) {
    this.#options = options;
    this.connector = options.connector;
    this.time = options.time ?? new TestClock();
    this.values = options.values ?? new MemoryValues();
  }

  /** What its calls have learned that must not be shown. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** One attempt of an action. */
  callAction(name: string, input: unknown, options: CallOptions = {}): Promise<TestActionOutcome> {
    const action = this.connector.actions[name];
    if (action === undefined) throw new TypeError(`${this.connector.name} has no action "${name}".`);
    const timeoutMs = action.timeoutSeconds === undefined ? USUAL_TIMEOUT_MS : action.timeoutSeconds * 1000;
    return this.#within(name, { timeoutMs, ...options }, async (parts): Promise<WorkEnd> => {
      demandFit(action.input, input, { code: 'connector.arguments_invalid', what: 'The arguments do not fit' });
      const { idempotencyKey = USUAL_KEY, attempt = 1 } = options;
      const openCallback = (): Promise<string> => Promise.resolve(CALLBACK_URL);
      const pauses = new CallPauses({ canResume: canPause(action), openCallback });
      const opened = await openAction(parts, { action: name, idempotencyKey, attempt, pauses });
      const made = await this.#perform(action, input, { ...options, opened, attempt });
      const end = endOf(action, made, pauses);
      this.values.commit(opened.store, parts.connection?.current.name);
      return end;
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
      return { kind: 'returned' as const, output: toJson(await work(opened.context, opened, parts)) };
    });
  }

  /** What a trigger's code has around it, for as long as the signal is not aborted. */
  async openTrigger(
    signal: AbortSignal,
    connection?: string,
  ): Promise<OpenedCall & { readonly record: Readonly<CallRecord> }> {
    const record = newRecord();
    setMaxListeners(0, signal);
    const opened = await openRead({ ...this.#parts({ connection }), signal, record, atEnd: [], deadlineMs: Infinity });
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

  async #within<End extends WorkEnd>(
    member: string,
    options: CallOptions & { readonly timeoutMs: number },
    work: (parts: CallParts) => Promise<End>,
  ): Promise<TestOutcome | (Readonly<CallRecord> & End)> {
    const record = newRecord();
    const own = new AbortController();
    const atEnd: (() => void)[] = [];
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
      const surroundings = { signal: own.signal, record, atEnd, deadlineMs: time.nowMs() + options.timeoutMs };
      const end = await time.drive(Promise.race([work({ ...this.#parts(options), ...surroundings }), deadline]));
      return { ...record, ...end };
    } catch (thrown) {
      return { ...record, ...outcomeOf(thrown, { connector: this.connector.name, action: member }) };
    } finally {
      watch.abort();
      atEnd.forEach((end) => end());
      record.secrets.forEach((secret) => this.#secrets.add(secret));
      options.signal?.removeEventListener('abort', abort);
    }
  }

  #parts({ connection }: CallOptions): Omit<CallParts, 'signal' | 'record' | 'deadlineMs' | 'atEnd'> {
    const { connector, wire, signInWire = wire, dial = NOBODY } = this.#options;
    const { connections = {}, evaluate = evaluatePath } = this.#options;
    const name = connection ?? Object.keys(connections)[0];
    const given = name === undefined ? undefined : connections[name];
    if (given === undefined && connection !== undefined)
      throw new TypeError(`The test has no connection "${connection}".`);
    const opened = given === undefined ? undefined : openConnection(connector, name ?? '', given);
    const { time, files, values } = this;
    return { connector, wire, signInWire, dial, evaluate, time, files, values, connection: opened };
  }

  #perform(action: Action, input: unknown, performing: Performing): Promise<unknown> {
    const { opened, attempt, earlier, resume, onVerify } = performing;
    return performOnce(action, {
      earlier: earlier ?? (attempt > 1 && resume === undefined ? 'ended' : undefined),
      run: () => this.#run(action, input, { ...opened, resume }),
      ask: (verify) => {
        onVerify?.();
        const { wait: _, callbackUrl: __, ...looking } = opened.context;
        return verify(looking, input);
      },
    });
  }

  async #run(action: Action, input: unknown, { send, context, resume }: Running): Promise<unknown> {
    if (resume !== undefined) return resumeOf(action)(context, input, resume);
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

interface Performing extends Pick<CallOptions, 'earlier' | 'onVerify' | 'resume'> {
  readonly opened: OpenedCall<PausingContext>;
  readonly attempt: number;
}
type Running = OpenedCall<PausingContext> & { readonly resume: Resumed | undefined };

/** What an action has returned: a pause, or an output that fits. */
function endOf(action: Action, made: unknown, pauses: CallPauses): WorkEnd {
  const pause = pauses.find(made);
  if (pause !== undefined)
    return { kind: 'paused', ...pause, ...(pause.isCallbackAwaited ? { callbackUrl: CALLBACK_URL } : {}) };
  const output = toJson(made);
  demandFit(action.output, output, { code: 'connector.output_mismatch', what: 'The output does not fit its schema' });
  return { kind: 'returned', output };
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
