// What a schema cannot say about triggers.
import type { JsonObject, JsonValue } from '../json.ts';
import { parseTimestamp } from '../timestamp.ts';
import { checkSchema } from './check-schema.ts';
import type { Checking } from './context.ts';
import { checkEventExpression } from './envelope.ts';
import { isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';

/** Checks the triggers of a document of any shape. */
export function checkTriggers(triggers: JsonValue | undefined, checking: Checking): void {
  const owners = new Map<string, string>();
  for (const [id, trigger] of Object.entries(isObject(triggers) ? triggers : {})) {
    if (!isObject(trigger)) continue;
    const at = pointerTo('/triggers', id);
    if (typeof trigger.path === 'string') checkPath(trigger.path, { type: trigger.type, owners, id, at }, checking);
    checkEventExpression(trigger.dedupe, `${at}/dedupe`, checking);
    checkEventExpression(trigger.key, `${at}/key`, checking);
    if (trigger.type === 'schedule') checkSchedule(trigger, at, checking);
    if (trigger.type === 'webhook') checkSecret(trigger, at, checking);
    if (trigger.type === 'connector') checkConnectorTrigger(trigger, at, checking);
  }
}

function checkPath(
  path: string,
  {
    type,
    owners,
    id,
    at,
  }: {
    readonly type: JsonValue | undefined;
    readonly owners: Map<string, string>;
    readonly id: string;
    readonly at: string;
  },
  { add }: Checking,
): void {
  // Forms and webhooks live below different addresses.
  const place = JSON.stringify([type === 'form', path]);
  const owner = owners.get(place);
  owners.set(place, owner ?? id);
  if (owner === undefined) return;
  const message = `The trigger ${quote(owner)} has the path ${quote(path)} too.`;
  add({ code: 'trigger.path_taken', path: `${at}/path`, message, hint: 'A path belongs to one trigger.' });
}

function checkConnection(connection: string, at: string, { context, add }: Checking): void {
  if (context.connections === undefined || context.connections.includes(connection)) return;
  const message = `There is no connection named ${quote(connection)}.`;
  add({ code: 'connection.not_found', path: `${at}/connection`, message });
}

function checkConnectorTrigger(trigger: JsonObject, at: string, checking: Checking): void {
  const { use, connection, start, arguments: given = {} } = trigger;
  if (typeof connection === 'string') checkConnection(connection, at, checking);
  if (typeof start === 'string' && parseTimestamp(start) === undefined) {
    const hint = 'Write it as 2030-01-31T09:00:00Z.';
    checking.add({ code: 'trigger.start_invalid', path: `${at}/start`, message: `${quote(start)} is no time.`, hint });
  }
  const [connector = '', name = ''] = typeof use === 'string' ? use.split('/') : [];
  if (name !== '') checkUse({ connector, name, given }, at, checking);
}

function checkUse(
  { connector, name, given }: { readonly connector: string; readonly name: string; readonly given: JsonValue },
  at: string,
  { context, add }: Checking,
): void {
  const found = context.findTrigger?.(connector, name);
  if (found === undefined) return;
  if ('missing' in found) {
    const message =
      found.missing === 'connector'
        ? `There is no connector named ${quote(connector)}.`
        : `The connector ${quote(connector)} has no trigger named ${quote(name)}.`;
    const hint = 'See the Connectors page for what is installed.';
    add({ code: `connector.${found.missing}_unknown`, path: `${at}/use`, message, hint });
    return;
  }
  const hint = `See ${connector}/${name} on the Connectors page.`;
  for (const violation of checkSchema(found.input, given, { path: `${at}/arguments` })) {
    const message = `The argument ${violation.message}.`;
    add({ code: 'connector.arguments_invalid', path: violation.path, message, hint });
  }
}

/** Who verifies a signature needs its secret. */
function checkSecret({ verify, connection }: JsonObject, at: string, checking: Checking): void {
  const { add } = checking;
  if (typeof connection === 'string') checkConnection(connection, at, checking);
  else if (verify !== undefined && verify !== 'none') {
    const message = 'A signature is verified with a secret, which a connection holds.';
    add({ code: 'trigger.connection_missing', path: at, message, hint: 'Name it in "connection".' });
  }
}

const LEAST_SECONDS = 10;

function checkSchedule(trigger: JsonObject, at: string, checking: Checking): void {
  const { cron, everySeconds, timeZone } = trigger;
  if ((cron === undefined) === (everySeconds === undefined)) {
    const message = 'A schedule needs exactly one of cron and everySeconds.';
    checking.add({ code: 'schedule.time_missing', path: at, message });
  }
  if (typeof everySeconds === 'number' && everySeconds < LEAST_SECONDS) {
    const message = `A schedule fires every ${LEAST_SECONDS} seconds at most.`;
    const hint = 'Let one run do what several would.';
    checking.add({ code: 'schedule.too_frequent', path: `${at}/everySeconds`, message, hint });
  }
  if (typeof cron === 'string') checkCron(cron, `${at}/cron`, checking);
  if (typeof timeZone === 'string' && !isTimeZone(timeZone)) {
    const message = `There is no time zone named ${quote(timeZone)}.`;
    const hint = 'Write it as Europe/Berlin.';
    checking.add({ code: 'schedule.time_zone_unknown', path: `${at}/timeZone`, message, hint });
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** `step`: the largest, behind a slash. */
const CRON_FIELDS = [
  { what: 'minute', from: 0, to: 59, step: 60 },
  { what: 'hour', from: 0, to: 23, step: 24 },
  { what: 'day of the month', from: 1, to: 31, step: 31 },
  { what: 'month', from: 1, to: 12, step: 12, names: MONTHS },
  { what: 'day of the week', from: 0, to: 7, step: 7, names: DAYS },
] as const;

function checkCron(cron: string, path: string, { add }: Checking): void {
  const parts = cron.trim().split(/\s+/);
  if (parts.length === CRON_FIELDS.length + 1) {
    const message = 'A schedule with cron fires every minute at most: there is no field for seconds.';
    add({ code: 'schedule.too_frequent', path, message, hint: 'Use everySeconds, or five fields.' });
    return;
  }
  const code = 'schedule.cron_invalid';
  if (parts.length !== CRON_FIELDS.length) {
    const hint = 'Minute, hour, day of the month, month, day of the week: 0 9 * * 1-5.';
    add({ code, path, message: 'A cron expression has five fields.', hint });
    return;
  }
  for (const [index, field] of CRON_FIELDS.entries()) {
    const part = parts[index] ?? '';
    if (part.split(',').every((item) => isCronItem(item, field))) continue;
    const message = `${quote(part)} is no ${field.what}: it goes from ${field.from} to ${field.to}.`;
    add({ code, path, message, hint: 'Write *, 5, 1-5, 1,3,5 or */10.' });
    return;
  }
  const [, , days = '', months = '', weekdays] = parts;
  // A day of the week counts beside the day of the month.
  if (weekdays !== '*' || hasDay(valuesOf(days, CRON_FIELDS[2]), valuesOf(months, CRON_FIELDS[3]))) return;
  const message = `${quote(cron)} never comes: none of its months has such a day.`;
  add({ code: 'schedule.never_fires', severity: 'warning', path, message, hint: 'Correct the day or the month.' });
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const hasDay = (days: readonly number[], months: readonly number[]): boolean =>
  months.some((month) => days.some((day) => day <= (MONTH_DAYS[month - 1] ?? 0)));

/** What a valid part of a pattern stands for. */
function valuesOf(part: string, field: (typeof CRON_FIELDS)[number]): readonly number[] {
  return part.split(',').flatMap((item) => {
    const [range = '', step] = item.split('/');
    const [first = '', last] = range.split('-');
    const from = cronNumber(first, field) ?? field.from;
    const single = first === '*' ? field.to : from;
    const to = last === undefined ? single : (cronNumber(last, field) ?? field.to);
    const values = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return values.filter((value) => (value - from) % Number(step ?? 1) === 0);
  });
}

/** `*`, `5`, `1-5`; `/2` may be behind the first and the last. */
function isCronItem(item: string, field: (typeof CRON_FIELDS)[number]): boolean {
  const match = /^(\*|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:\/([1-9]\d{0,2}))?$/.exec(item);
  if (match === null) return false;
  const [, first = '', last, step] = match;
  if (step !== undefined && (Number(step) > field.step || (first !== '*' && last === undefined))) return false;
  if (first === '*') return last === undefined;
  const start = cronNumber(first, field);
  const end = last === undefined ? start : cronNumber(last, field);
  return start !== undefined && end !== undefined && start <= end;
}

function cronNumber(text: string, field: (typeof CRON_FIELDS)[number]): number | undefined {
  const names: readonly string[] = 'names' in field ? field.names : [];
  const index = names.indexOf(text.toUpperCase());
  const first = field.what === 'month' ? 1 : 0;
  const value = index === -1 ? (/^\d{1,2}$/.test(text) ? Number(text) : -1) : index + first;
  return value >= field.from && value <= field.to ? value : undefined;
}
