import { fieldOfCause } from '../../../lib/failed-field.ts';
import { isList, isObject, parseJson } from '../../../lib/json.ts';

/** What is known of a failure, and of the step in which it came about. */
export interface Failure {
  /** The error name: `Connector.Auth`. */
  readonly error: string;
  readonly cause?: string | undefined;
  readonly endedAtMs?: number | undefined;
  /** The step's type: `Task`, `Choice`, `Map`. */
  readonly type?: string | undefined;
  /** Title of the connector that it calls. */
  readonly service?: string | undefined;
  /** Name of its connection. */
  readonly connection?: string | undefined;
  /** Names of its arguments. */
  readonly arguments?: readonly string[] | undefined;
  /** It is one item of a Map with this name. */
  readonly mapName?: string | undefined;
  /** Of a Map: how many of its items failed. */
  readonly items?: { readonly failed: number; readonly all: number } | undefined;
}

/** What the button does. `field`: as the engine names it, `Arguments/amount`. */
export type GuideAction =
  | { readonly kind: 'reconnect' | 'reconnectWithScope'; readonly connection: string }
  | {
      readonly kind: 'openField' | 'setTimeout' | 'addOtherwise' | 'openCode' | 'chooseConnection';
      readonly field: string;
    }
  | { readonly kind: 'limit'; readonly mapName?: string }
  | { readonly kind: 'retry' | 'runAgain' | 'showItems' | 'openStep' };

/** The row of the table of failures that one belongs to; words are kept by its name. */
export type GuideRow =
  | 'auth'
  | 'forbidden'
  | 'notFound'
  | 'rejected'
  | 'timeout'
  | 'limited'
  | 'serviceFailed'
  | 'unknown'
  | 'expression'
  | 'noRule'
  | 'items'
  | 'sandbox'
  | 'fatal'
  | 'other';
/** What happened, in a headline with its details, and what to do about it. */
export interface Guide {
  readonly row: GuideRow;
  readonly words: Readonly<Record<string, string>>;
  /** A detail that is there only sometimes, and belongs into the headline. */
  readonly detail?: Detail;
  readonly action: GuideAction;
}
type Detail = 'None' | 'Scope' | 'What' | 'Fields' | 'Seconds' | 'Time' | 'Position' | 'Counts';

/** Which row of the table a failure is, by its name and the status that a service answered. */
function rowOf({ error, cause }: Pick<Failure, 'error' | 'cause'>): GuideRow {
  if (error in BY_NAME) return BY_NAME[error as keyof typeof BY_NAME];
  if (error.startsWith('Sandbox.')) return 'sandbox';
  const { status } = readFacts(cause);
  const row = status === undefined ? undefined : rowOfStatus(status);
  if (
    row !== undefined &&
    (error === 'Connector.Fatal' || error === 'Connector.Retryable' || error.endsWith('TaskFailed'))
  )
    return row;
  if (error === 'Connector.Retryable') return 'serviceFailed';
  return error === 'Connector.Fatal' ? 'fatal' : 'other';
}

const BY_NAME = {
  'Connector.Auth': 'auth',
  'Connector.RateLimited': 'limited',
  'Connector.OutcomeUnknown': 'unknown',
  'States.Timeout': 'timeout',
  'States.QueryEvaluationError': 'expression',
  'States.NoChoiceMatched': 'noRule',
  'States.ExceedToleratedFailureThreshold': 'items',
} as const satisfies Readonly<Record<string, GuideRow>>;
const BY_STATUS: Readonly<Record<number, GuideRow>> = {
  401: 'auth',
  403: 'forbidden',
  404: 'notFound',
  408: 'timeout',
  429: 'limited',
  504: 'timeout',
};

function rowOfStatus(status: number): GuideRow | undefined {
  if (status in BY_STATUS) return BY_STATUS[status];
  if (status >= 500) return 'serviceFailed';
  return status === 400 || status === 409 || status === 422 ? 'rejected' : undefined;
}

/** What happened, and the one thing to do about it. */
export function guideOf(failure: Failure): Guide {
  const row = rowOf(failure);
  const facts = readFacts(failure.cause);
  const service = failure.service ?? facts.host ?? '';
  const words = { service, connection: failure.connection ?? '', error: failure.error };
  return { row, ...GUIDES[row]({ ...failure, facts, words }) };
}

type Known = Failure & { readonly facts: Facts; readonly words: Readonly<Record<string, string>> };
const GUIDES: Readonly<Record<GuideRow, (known: Known) => Omit<Guide, 'row'>>> = {
  auth: ({ words, connection }) => withConnection(words, connection, 'reconnect'),
  forbidden: ({ words, connection, facts }) => {
    const guide = withConnection(words, connection, 'reconnectWithScope');
    return facts.scope === undefined ? guide : { ...guide, words: { ...words, scope: facts.scope }, detail: 'Scope' };
  },
  notFound: ({ words, facts, ...failure }) => ({
    words: { ...words, what: facts.missing ?? '' },
    ...(facts.missing === undefined ? {} : { detail: 'What' }),
    action: openField(failure, []),
  }),
  rejected: ({ words, facts, ...failure }) => ({
    words: { ...words, fields: facts.fields.join(', ') },
    ...(facts.fields.length === 0 ? {} : { detail: 'Fields' }),
    action: openField(failure, facts.fields),
  }),
  timeout: ({ words, facts }) => ({
    words: { ...words, seconds: facts.seconds ?? '' },
    ...(facts.seconds === undefined ? {} : { detail: 'Seconds' }),
    action: { kind: 'setTimeout', field: 'TimeoutSeconds' },
  }),
  limited: ({ words, facts, endedAtMs, mapName }) => {
    const atMs =
      endedAtMs === undefined || facts.retryAfterMs === undefined ? undefined : endedAtMs + facts.retryAfterMs;
    return {
      words: atMs === undefined ? words : { ...words, time: timeOf(atMs) },
      ...(atMs === undefined ? {} : { detail: 'Time' }),
      action: { kind: 'limit', ...(mapName === undefined ? {} : { mapName }) },
    };
  },
  serviceFailed: ({ words }) => ({ words, action: { kind: 'retry' } }),
  unknown: ({ words }) => ({ words, action: { kind: 'runAgain' } }),
  expression: ({ words, cause, type, facts }) => ({
    words: { ...words, position: facts.position ?? '' },
    ...(facts.position === undefined ? {} : { detail: 'Position' }),
    action: { kind: 'openField', field: fieldOfCause(cause) ?? (type === 'Choice' ? 'Choices' : 'Arguments') },
  }),
  noRule: ({ words }) => ({ words, action: { kind: 'addOtherwise', field: 'Default' } }),
  items: ({ words, items }) => ({
    words: items === undefined ? words : { ...words, failed: String(items.failed), all: String(items.all) },
    ...(items === undefined ? {} : { detail: 'Counts' }),
    action: { kind: 'showItems' },
  }),
  sandbox: ({ words }) => ({ words, action: { kind: 'openCode', field: 'Arguments/source' } }),
  fatal: ({ words, ...failure }) => ({ words, action: openField(failure, []) }),
  other: ({ words }) => ({ words, action: { kind: 'openStep' } }),
};

function withConnection(
  words: Guide['words'],
  connection: string | undefined,
  kind: 'reconnect' | 'reconnectWithScope',
): Omit<Guide, 'row'> {
  if (connection === undefined)
    return { words, detail: 'None', action: { kind: 'chooseConnection', field: 'Credentials/Connection' } };
  return { words, action: { kind, connection } };
}

/** The argument that the service names, else all of them. */
function openField({ arguments: names = [] }: Pick<Failure, 'arguments'>, fields: readonly string[]): GuideAction {
  const parts = fields.flatMap((field) => field.split(/[.[\]/]/));
  const named =
    names.find((name) => parts.includes(name)) ?? ['body', 'path', 'url'].find((name) => names.includes(name));
  return { kind: 'openField', field: named === undefined ? 'Arguments' : `Arguments/${named}` };
}

/** What the cause of a failure says, as far as it is understood. */
interface Facts {
  readonly status?: number;
  readonly host?: string;
  readonly retryAfterMs?: number;
  readonly seconds?: string;
  readonly position?: string;
  readonly scope?: string;
  readonly missing?: string;
  /** Names of fields that the service found at fault. */
  readonly fields: readonly string[];
}

const MOST_FIELDS = 5;

function readFacts(cause: string | undefined): Facts {
  const { value } = parseJson(cause ?? '');
  if (!isObject(value)) return { fields: [], ...secondsIn(cause) };
  const { status, host, retryAfterMs, position, body, message } = value;
  return {
    ...factsOfBody(body),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof host === 'string' ? { host } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
    ...(typeof position === 'number' ? { position: String(position) } : {}),
    ...secondsIn(typeof message === 'string' ? message : undefined),
  };
}

/** What the service said, as text or as JSON. */
function factsOfBody(body: unknown): Pick<Facts, 'fields' | 'scope' | 'missing'> {
  const text = typeof body === 'string' ? body : '';
  const said = typeof body === 'string' ? parseJson(body).value : body;
  const scope = /(?:scopes?|permission)["':\s=]+([\w.:/-]{3,80})/i.exec(text)?.[1];
  const missing = /No such [\w ]{1,30}: ?['"]?([\w.-]{1,80})/i.exec(text)?.[1];
  return {
    fields: [...new Set(fieldsIn(said))].slice(0, MOST_FIELDS),
    ...(scope === undefined ? {} : { scope }),
    ...(missing === undefined ? {} : { missing }),
  };
}

function secondsIn(message: string | undefined): Pick<Facts, 'seconds'> {
  const seconds = /within (\d+(?:\.\d+)?) ?s/.exec(message ?? '')?.[1];
  return seconds === undefined ? {} : { seconds };
}

const NAMES = ['field', 'param', 'property', 'path', 'pointer', 'name'];

/** Services name fields in many ways: `errors: [{ field }]`, `errors: { email: … }`, `error: { param }`. */
function fieldsIn(said: unknown): readonly string[] {
  if (!isObject(said)) return [];
  const { errors, error, details } = said;
  const lists = [
    errors,
    details,
    isObject(error) ? error.details : undefined,
    isObject(error) ? error.errors : undefined,
  ];
  return [
    ...nameIn(error),
    ...lists.flatMap((part) => {
      if (isList(part)) return part.flatMap(nameIn);
      return isObject(part) ? Object.keys(part) : [];
    }),
  ];
}

function nameIn(part: unknown): readonly string[] {
  if (!isObject(part)) return [];
  const name = NAMES.map((key) => part[key]).find((value) => typeof value === 'string');
  return typeof name === 'string' ? [name.replace(/^\//, '')] : [];
}

const timeOf = (atMs: number): string =>
  new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
