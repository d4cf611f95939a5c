import { expressionOf, type Checkpoint, type JsonValue } from '@millrace/machine';
import type { Admission } from './admission.ts';
import type { EnginePorts } from './engine-ports.ts';
import { RuntimeError } from './errors.ts';
import type { DedupeKey, JsonText, NewRun, RetryLink, RunParent, RunTrigger } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** An event that is to become a run. */
export interface AcceptRequest {
  readonly version: WorkflowVersionDocument;
  readonly trigger: RunTrigger;
  readonly input: JsonValue;
  /** The same as text, where somebody has made it already. */
  readonly inputText?: JsonText;
  /** The body as it arrived, unless the input's `body` as JSON is the same bytes. Webhooks only. */
  readonly rawBody?: Uint8Array;
  readonly dedupe?: DedupeKey;
  /** Runs of the workflow with the same key execute one at a time, in the order of acceptance. At most 256 bytes. */
  readonly orderingKey?: string;
  /** Of the trace that its sender has: W3C Trace Context. */
  readonly traceparent?: string;
  /** The run that starts this one. */
  readonly parent?: RunParent;
  /** A run that is a test starts it. */
  readonly isTest?: boolean;
  /** Somebody asked for this version and no other: no rollout chooses. */
  readonly isPinned?: boolean;
  readonly retryOf?: RetryLink;
  /** As in `NewRun`. */
  readonly keySeed?: string;
  readonly beginsAt?: Checkpoint;
}

/** A run that is not kept yet, with the event that it is made of. */
export interface PreparedRun {
  readonly newRun: NewRun;
  readonly request: AcceptRequest;
}

type NewRunPorts = Pick<EnginePorts, 'clock' | 'evaluator'>;

const MAX_KEY_BYTES = 256;
const MAX_ATTRIBUTE_CHARACTERS = 256;

/**
 * All that is kept of an event. `trigger.key_invalid` when a key that its settings ask for cannot be told from it: such a run
 * would have no place in any order.
 */
export function toNewRun(ports: NewRunPorts, request: AcceptRequest, id: string): NewRun {
  const {
    version,
    trigger,
    input,
    inputText = JSON.stringify(input),
    rawBody,
    dedupe,
    parent,
    retryOf,
    keySeed,
    beginsAt,
  } = request;
  const { settings } = version.document;
  const isTest = request.isTest === true || version.test !== undefined;
  // What is live must not wait for a test, give way to it, or be found with it.
  const own = isTest ? { isTest } : readSettings(request, new InputReader(ports, input));
  return {
    id,
    workspaceId: version.workspaceId,
    workflowId: version.workflowId,
    versionId: version.id,
    trigger,
    input: inputText,
    priority: settings?.priority ?? 0,
    acceptedAtMs: ports.clock.nowMs(),
    ...(rawBody === undefined ? {} : { rawBody }),
    ...(dedupe === undefined ? {} : { dedupe }),
    ...(parent === undefined ? {} : { parent }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(keySeed === undefined ? {} : { keySeed }),
    ...(beginsAt === undefined ? {} : { beginsAt }),
    ...own,
  };
}

/** What the settings of a workflow make of an event. */
function readSettings(request: AcceptRequest, reader: InputReader): Pick<NewRun, 'admission' | 'searchAttributes'> {
  const { settings } = request.version.document;
  const isPlain = settings === undefined && request.orderingKey === undefined;
  const admission = isPlain ? undefined : toAdmission(request, reader);
  const searchAttributes = toAttributes(settings?.searchAttributes, reader);
  return {
    ...(admission === undefined ? {} : { admission }),
    ...(searchAttributes === undefined ? {} : { searchAttributes }),
  };
}

function toAdmission({ version, orderingKey }: AcceptRequest, reader: InputReader): Admission | undefined {
  const { concurrency, rate, debounceSeconds } = version.document.settings ?? {};
  const admission: Admission = {
    ...(orderingKey === undefined ? {} : { orderingKey }),
    ...(concurrency === undefined
      ? {}
      : {
          concurrency: {
            key: reader.key('settings.concurrency.key', concurrency.key),
            max: concurrency.max,
            overlap: concurrency.overlap ?? 'queue',
          },
        }),
    ...(rate === undefined ? {} : { rate: { ...rate, key: reader.key('settings.rate.key', rate.key) } }),
    ...(debounceSeconds === undefined ? {} : { debounce: { key: orderingKey ?? '', seconds: debounceSeconds } }),
  };
  return Object.keys(admission).length === 0 ? undefined : admission;
}

function toAttributes(
  expressions: Readonly<Record<string, string>> | undefined,
  reader: InputReader,
): Readonly<Record<string, string>> | undefined {
  if (expressions === undefined) return undefined;
  const found = Object.entries(expressions).flatMap(([name, expression]) => {
    const value = reader.tryText(expression);
    return value === undefined ? [] : [[name, cut(value)] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** With a mark: whoever looks for the whole value must see why it is not found. */
const cut = (value: string): string =>
  value.length > MAX_ATTRIBUTE_CHARACTERS ? `${value.slice(0, MAX_ATTRIBUTE_CHARACTERS - 1)}…` : value;

/** Reads what the settings ask of an event, before there is a run. */
class InputReader {
  readonly #ports: NewRunPorts;
  readonly #input: JsonValue;

  constructor(ports: NewRunPorts, input: JsonValue) {
    this.#ports = ports;
    this.#input = input;
  }

  /** The key that an expression gives; the same one for all when there is none. */
  key(field: string, template: string | undefined): string {
    if (template === undefined) return '';
    const text = toText(this.#readKey(field, template));
    if (text === undefined) throw keyInvalid(`${field} gives no text, number or truth value for this event.`);
    if (Buffer.byteLength(text) > MAX_KEY_BYTES) {
      throw keyInvalid(`${field} gives a key of more than ${MAX_KEY_BYTES} bytes for this event.`);
    }
    return text;
  }

  #readKey(field: string, template: string): JsonValue | undefined {
    try {
      return this.#read(template);
    } catch (cause) {
      throw keyInvalid(`${field} cannot be told from this event: ${messageOf(cause)}`, cause);
    }
  }

  /** What nobody has to wait for may be missing. */
  tryText(template: string): string | undefined {
    try {
      return toText(this.#read(template));
    } catch {
      return undefined;
    }
  }

  #read(template: string): JsonValue | undefined {
    const expression = expressionOf(template);
    if (expression === undefined) return template;
    const { clock, evaluator } = this.#ports;
    const bindings = { states: { input: this.#input } };
    return evaluator.evaluate({ expression, bindings, nowMs: clock.nowMs(), seed: template });
  }
}

function toText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** An evaluator throws `{ error, cause }`. */
function messageOf(thrown: unknown): string {
  const { cause } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly cause?: unknown };
  return typeof cause === 'string' ? cause : 'its expression failed';
}

const keyInvalid = (message: string, cause?: unknown): RuntimeError =>
  new RuntimeError('trigger.key_invalid', message, cause === undefined ? {} : { cause });
