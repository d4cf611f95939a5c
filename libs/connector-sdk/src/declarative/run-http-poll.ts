// Runs a polling trigger that is data: asks for what has changed since, page by page, one page a poll.
import { FatalError } from '../failures.ts';
import type { HttpTemplate, Incremental } from '../http-template.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { HttpPolling, TriggerItem } from '../trigger.ts';
import type { RequestRoot } from './build-request.ts';
import { runHttpAction, type DeclarativeHost } from './run-http-action.ts';
import { fillTemplate, isList, isObject, toText, valueAt } from './template.ts';

const DEFAULT_OVERLAP_SECONDS = 60;

export interface HttpPollCall {
  readonly trigger: HttpPolling;
  /** Begins the names of the connector's own errors. */
  readonly errorPrefix: string;
  readonly input: JsonObject;
  readonly connection: JsonObject;
  /** What the poll before has left. */
  readonly cursor?: JsonValue;
  /** What happened before is left out. */
  readonly startMs: number;
  readonly nowMs: number;
  readonly limit: number;
}
export interface HttpPollAnswer {
  readonly items: readonly TriggerItem<JsonValue>[];
  readonly cursor: JsonObject;
  readonly more: boolean;
}
/** How far it has read; while there are pages, how far it will have read behind the last of them. */
interface Standing {
  readonly sinceMs: number;
  readonly page?: string;
  readonly newestMs: number;
}

/** One poll. Throws what the host throws, and `FatalError` for a record without id. */
export async function runHttpPoll(call: HttpPollCall, host: DeclarativeHost): Promise<HttpPollAnswer> {
  const { trigger, errorPrefix } = call;
  const { incremental, map: _, ...rules } = trigger;
  const standing = readCursor(call);
  const action = { ...rules, request: withSince(trigger.request, incremental, standing.sinceMs) };
  const output = await runHttpAction({ action, errorPrefix, root: rootOf(call, standing) }, host);
  const { records, next } = readOutput(output);
  const read = records.map((record) => ({ record, atMs: timeOf(record, incremental) }));
  // What a service says of a time that has not come yet must not hide what comes until then.
  const times = read.flatMap(({ atMs }) => (atMs === undefined ? [] : [Math.min(atMs, call.nowMs)]));
  const newestMs = times.reduce((newest, atMs) => Math.max(newest, atMs), standing.newestMs);
  const items = read
    .filter(({ atMs }) => atMs === undefined || atMs >= call.startMs)
    .map(({ record, atMs }) => toItem(call, { record, atMs }, host));
  if (next === undefined) return { items, cursor: { since: toIso(newestMs) }, more: false };
  const page = `${toIso(newestMs)} ${next}`;
  return { items, cursor: { since: toIso(standing.sinceMs), page }, more: true };
}

const toIso = (epochMs: number): string => new Date(epochMs).toISOString();

function readCursor({ cursor, startMs }: HttpPollCall): Standing {
  const { since, page } = isObject(cursor) ? cursor : {};
  const sinceMs = typeof since === 'string' ? Date.parse(since) : startMs;
  if (typeof page !== 'string') return { sinceMs, newestMs: sinceMs };
  const [newest = '', ...next] = page.split(' ');
  return { sinceMs, page: next.join(' '), newestMs: Date.parse(newest) };
}

function rootOf({ input, connection, limit }: HttpPollCall, { page }: Standing): RequestRoot {
  const paging = { limit, ...(page === undefined ? {} : { cursor: page }) };
  return { input: { ...input, ...paging }, connection, idempotencyKey: '' };
}

/** Some of what was read before is read again, since services show changes late. */
function withSince(request: HttpTemplate, incremental: Incremental, sinceMs: number): HttpTemplate {
  const { send, format, overlapSeconds = DEFAULT_OVERLAP_SECONDS } = incremental;
  const fromMs = Math.max(0, sinceMs - overlapSeconds * 1000);
  const value = { iso: toIso(fromMs), epoch: Math.floor(fromMs / 1000), epochMs: fromMs }[format];
  if ('query' in send) return { ...request, query: { ...request.query, [send.query]: value } };
  if ('header' in send) return { ...request, headers: { ...request.headers, [send.header]: String(value) } };
  const { body = {} } = request;
  return { ...request, body: { ...(isObject(body) ? body : {}), [send.body]: value } };
}

function readOutput(output: JsonValue): { readonly records: readonly JsonValue[]; readonly next?: string } {
  if (isList(output)) return { records: output };
  if (!isObject(output)) return { records: [] };
  const { items, next } = output;
  return { records: isList(items) ? items : [], ...(typeof next === 'string' ? { next } : {}) };
}

function timeOf(record: JsonValue, { field, format }: Incremental): number | undefined {
  const value = valueAt(record, field.split('.'));
  if (typeof value === 'number') return format === 'epochMs' ? value : value * 1000;
  if (typeof value !== 'string') return undefined;
  const atMs = format === 'iso' ? Date.parse(value) : Number(value) * (format === 'epoch' ? 1000 : 1);
  return Number.isNaN(atMs) ? undefined : atMs;
}

function toItem(
  { trigger, input, connection }: HttpPollCall,
  { record, atMs }: { readonly record: JsonValue; readonly atMs: number | undefined },
  { evaluate }: DeclarativeHost,
): TriggerItem<JsonValue> {
  const root = { input, connection, record };
  const id = fillTemplate(trigger.id, root, evaluate);
  if (id === undefined || id === null || id === '') {
    throw new FatalError('The service gave a record from which no id can be told.', {
      detail: { code: 'connector.output_mismatch' },
    });
  }
  const data = trigger.map === undefined ? record : (fillTemplate(trigger.map, root, evaluate) ?? null);
  return { id: toText(id), data, ...(atMs === undefined ? {} : { at: toIso(atMs) }) };
}
