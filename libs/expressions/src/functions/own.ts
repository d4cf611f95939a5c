// What integrations need and neither JSONata nor Step Functions has: date arithmetic, encodings, HMAC, templates.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Evaluation } from '../evaluation.ts';
import { functionFault } from '../fault.ts';
import { renderTemplate } from '../template/render.ts';
import type { ExpressionFunction, FunctionBody } from './define.ts';
import { fromBase64, fromHex, toBase64, toBase64url, toHex, utf8Of } from './encodings.ts';
import { hmacOf } from './hashes.ts';

type Text = string | undefined;

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
  if (Number.isNaN(ms)) throw functionFault(`"${timestamp}" is no ISO 8601 time.`);
  return ms;
}

function toIso(ms: number): string {
  if (!(Math.abs(ms) <= 8.64e15)) throw functionFault('The time is outside the calendar.');
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

function moved(timestamp: string, amount: number, unit: string): string {
  const name = singular(unit);
  const ms = timeOf(timestamp);
  if (Object.hasOwn(UNIT_MS, name)) return toIso(ms + amount * UNIT_MS[name as keyof typeof UNIT_MS]);
  if (Object.hasOwn(MONTHS, name))
    return toIso(addMonths(ms, Math.round(amount) * MONTHS[name as keyof typeof MONTHS]));
  throw functionFault(`"${unit}" is no unit of time; use one of ${UNITS.join(', ')}.`);
}

function dateAdd(
  values: readonly [timestamp: Text, amount: number | undefined, unit: Text],
  evaluation: Evaluation,
): Text {
  const [timestamp, amount, unit = ''] = values;
  if (timestamp === undefined || amount === undefined) return undefined;
  evaluation.chargeText(timestamp);
  evaluation.chargeText(unit);
  return moved(timestamp, amount, unit);
}

function dateDiff(values: readonly [from: Text, to: Text, unit: Text], evaluation: Evaluation): number | undefined {
  const [from, to, unit = ''] = values;
  if (from === undefined || to === undefined) return undefined;
  for (const text of [from, to, unit]) evaluation.chargeText(text);
  const name = singular(unit);
  if (!Object.hasOwn(UNIT_MS, name)) throw functionFault(`$dateDiff counts in ${Object.keys(UNIT_MS).join(', ')}.`);
  return (timeOf(to) - timeOf(from)) / UNIT_MS[name as keyof typeof UNIT_MS];
}

/** A function from text to text. */
function ofText(convert: (text: string, evaluation: Evaluation) => string): FunctionBody {
  return (values: readonly [text: Text], evaluation: Evaluation): Text => {
    const text = values[0];
    return text === undefined ? undefined : convert(text, evaluation);
  };
}

/** A text in UTF-8. */
function bytesOf(text: string, evaluation: Evaluation): Uint8Array {
  evaluation.chargeText(text);
  return utf8ToBytes(text);
}

const ENCODINGS = { hex: toHex, base64: toBase64, base64url: toBase64url } as const;

function hmac(values: readonly [text: Text, key: Text, algorithm: Text, encoding: Text], evaluation: Evaluation): Text {
  const [text, key, algorithm, encoding = 'hex'] = values;
  if (text === undefined) return undefined;
  if (key === undefined) throw functionFault('$hmac needs a key.');
  evaluation.chargeText(encoding);
  if (!Object.hasOwn(ENCODINGS, encoding)) {
    throw functionFault(`"${encoding}" is no encoding; use one of ${Object.keys(ENCODINGS).join(', ')}.`);
  }
  const bytes = hmacOf(text, { key, algorithm }, evaluation);
  return ENCODINGS[encoding as keyof typeof ENCODINGS](bytes, evaluation);
}

function template(values: readonly [text: Text, context: unknown], evaluation: Evaluation): string {
  const [text, context] = values;
  return renderTemplate(text, context, evaluation);
}

export const OWN_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'template',
    signature: '<sx?:s>',
    help: 'A text with {{placeholders}}, filled from the context. Handlebars: if, unless, each, with, lookup.',
    example: "$template('Hello {{name}}', { 'name': 'Ada' })",
    call: template,
  },
  {
    name: 'dateAdd',
    signature: '<s-ns:s>',
    help: 'A time moved by an amount of milliseconds, seconds, minutes, hours, days, weeks, months or years.',
    example: "$dateAdd('2030-01-31T00:00:00Z', 1, 'month')",
    call: dateAdd,
  },
  {
    name: 'dateDiff',
    signature: '<sss:n>',
    help: 'How much time lies between two times, in a unit up to weeks.',
    example: "$dateDiff('2030-01-01T00:00:00Z', '2030-01-02T12:00:00Z', 'hours')",
    call: dateDiff,
  },
  {
    name: 'base64url',
    signature: '<s-:s>',
    help: 'A text in base64url without padding, from UTF-8.',
    example: "$base64url('a?b')",
    call: ofText((text, evaluation) => toBase64url(bytesOf(text, evaluation), evaluation)),
  },
  {
    name: 'base64urlDecode',
    signature: '<s-:s>',
    help: 'The text of a base64 or base64url one, as UTF-8.',
    example: "$base64urlDecode('YT9i')",
    call: ofText((text, evaluation) => utf8Of(fromBase64(text, evaluation))),
  },
  {
    name: 'hex',
    signature: '<s-:s>',
    help: 'A text in hex, from UTF-8.',
    example: "$hex('abc')",
    call: ofText((text, evaluation) => toHex(bytesOf(text, evaluation), evaluation)),
  },
  {
    name: 'hexDecode',
    signature: '<s-:s>',
    help: 'The text of a hex one, as UTF-8.',
    example: "$hexDecode('616263')",
    call: ofText((text, evaluation) => utf8Of(fromHex(text, evaluation))),
  },
  {
    name: 'hmac',
    signature: '<sss?s?:s>',
    help: 'Keyed hash of a text: key, algorithm (SHA-256), encoding (hex, base64 or base64url).',
    example: "$hmac('body', 'key', 'SHA-256', 'base64')",
    call: hmac,
  },
];
