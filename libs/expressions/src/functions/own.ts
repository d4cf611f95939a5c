// What integrations need and neither JSONata nor Step Functions has: date arithmetic, encodings, HMAC, templates.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { renderTemplate } from '../template/render.ts';
import type { Budget } from '../budget.ts';
import { functionError, type ExpressionFunction } from './define.ts';
import { fromBase64, fromHex, toBase64, toBase64url, toHex, utf8Of } from './encodings.ts';
import { hmacOf } from './hashes.ts';
import { after } from './slices.ts';

const UNIT_MS = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;
const MONTHS = { month: 1, year: 12 } as const;
const UNITS = [...Object.keys(UNIT_MS), ...Object.keys(MONTHS)];

const singular = (unit: string): string => unit.toLowerCase().replace(/s$/, '');

function timeOf(timestamp: string): number {
  const ms = Date.parse(timestamp);
  if (Number.isNaN(ms)) throw functionError(`"${timestamp}" is no ISO 8601 time.`);
  return ms;
}

function toIso(ms: number): string {
  if (!(Math.abs(ms) <= 8.64e15)) throw functionError('The time is outside the calendar.');
  return new Date(ms).toISOString();
}

function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  // The 31st of January plus a month is the last day of February.
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

function dateAdd(timestamp: string, amount: number | undefined, unit: string): string | undefined {
  if (amount === undefined) return undefined;
  const name = singular(unit);
  const ms = timeOf(timestamp);
  if (Object.hasOwn(UNIT_MS, name)) return toIso(ms + amount * UNIT_MS[name as keyof typeof UNIT_MS]);
  if (Object.hasOwn(MONTHS, name))
    return toIso(addMonths(ms, Math.round(amount) * MONTHS[name as keyof typeof MONTHS]));
  throw functionError(`"${unit}" is no unit of time; use one of ${UNITS.join(', ')}.`);
}

function dateDiff(from: string, to: string, unit: string): number {
  const name = singular(unit);
  if (!Object.hasOwn(UNIT_MS, name)) throw functionError(`$dateDiff counts in ${Object.keys(UNIT_MS).join(', ')}.`);
  return (timeOf(to) - timeOf(from)) / UNIT_MS[name as keyof typeof UNIT_MS];
}

const ENCODINGS = { hex: toHex, base64: toBase64, base64url: toBase64url } as const;

function encode(budget: Budget, bytes: Uint8Array, encoding: string): string | Promise<string> {
  if (Object.hasOwn(ENCODINGS, encoding)) return ENCODINGS[encoding as keyof typeof ENCODINGS](budget, bytes);
  throw functionError(`"${encoding}" is no encoding; use one of ${Object.keys(ENCODINGS).join(', ')}.`);
}

function keyedHash(
  budget: Budget,
  text: string | undefined,
  ...[key, algorithm, encoding = 'hex']: [string | undefined, string?, string?]
): unknown {
  if (text === undefined) return undefined;
  if (key === undefined) throw functionError('$hmac needs a key.');
  return after(hmacOf(budget, text, { key, algorithm }), (bytes) => encode(budget, bytes, encoding));
}

export const OWN_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'template',
    signature: '<sx?:s>',
    help: 'A text with {{placeholders}}, filled from the context. Handlebars: if, unless, each, with, lookup.',
    example: "$template('Hello {{name}}', { 'name': 'Ada' })",
    call: (budget, text: unknown, context?: unknown) => renderTemplate(text, context, budget),
  },
  {
    name: 'dateAdd',
    signature: '<s-ns:s>',
    help: 'A time moved by an amount of milliseconds, seconds, minutes, hours, days, weeks, months or years.',
    example: "$dateAdd('2030-01-31T00:00:00Z', 1, 'month')",
    call: (_, timestamp: string | undefined, ...[amount, unit]: [number | undefined, string]) =>
      timestamp === undefined ? undefined : dateAdd(timestamp, amount, unit),
  },
  {
    name: 'dateDiff',
    signature: '<sss:n>',
    help: 'How much time lies between two times, in a unit up to weeks.',
    example: "$dateDiff('2030-01-01T00:00:00Z', '2030-01-02T12:00:00Z', 'hours')",
    call: (_, from: string | undefined, ...[to, unit]: [string | undefined, string]) =>
      from === undefined || to === undefined ? undefined : dateDiff(from, to, unit),
  },
  {
    name: 'base64url',
    signature: '<s-:s>',
    help: 'A text in base64url without padding, from UTF-8.',
    example: "$base64url('a?b')",
    call: (budget, text: string | undefined) =>
      text === undefined ? undefined : toBase64url(budget, utf8ToBytes(text)),
  },
  {
    name: 'base64urlDecode',
    signature: '<s-:s>',
    help: 'The text of a base64 or base64url one, as UTF-8.',
    example: "$base64urlDecode('YT9i')",
    call: (budget, text: string | undefined) =>
      text === undefined ? undefined : after(fromBase64(budget, text), utf8Of),
  },
  {
    name: 'hex',
    signature: '<s-:s>',
    help: 'A text in hex, from UTF-8.',
    example: "$hex('abc')",
    call: (budget, text: string | undefined) => (text === undefined ? undefined : toHex(budget, utf8ToBytes(text))),
  },
  {
    name: 'hexDecode',
    signature: '<s-:s>',
    help: 'The text of a hex one, as UTF-8.',
    example: "$hexDecode('616263')",
    call: (budget, text: string | undefined) => (text === undefined ? undefined : after(fromHex(budget, text), utf8Of)),
  },
  {
    name: 'hmac',
    signature: '<sss?s?:s>',
    help: 'Keyed hash of a text: key, algorithm (SHA-256), encoding (hex, base64 or base64url).',
    example: "$hmac('body', 'key', 'SHA-256', 'base64')",
    call: (budget, text: string | undefined, ...rest: [string | undefined, string?, string?]) =>
      keyedHash(budget, text, ...rest),
  },
];
