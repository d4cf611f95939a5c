import { isList, isObject, type JsonObject, type JsonValue } from '@millrace/machine';
import type { FormField, FormOption } from './form-model.ts';

/** What came from the browser: control name -> text, file, or a list of them. */
export type Submission = JsonObject;

export interface ReadForm {
  /** The machine's input. */
  readonly values: JsonObject;
  /** Control name -> what is wrong with it. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Turns texts into the values that the schema speaks of. What cannot be one is a fault at its field. */
export function readValues(fields: readonly FormField[], submission: Submission): ReadForm {
  const faults = new Map<string, string>();
  const values = readGroup(fields, submission, { faults, isRequired: true });
  return { values, faults };
}

interface GroupReading {
  readonly faults: Map<string, string>;
  readonly isRequired: boolean;
}

function readGroup(fields: readonly FormField[], submission: Submission, reading: GroupReading): JsonObject {
  const found = new Map<string, string>();
  const entries = fields.flatMap((field) => {
    const result = readField(field, submission, found);
    return result === undefined ? [] : [[field.path.at(-1) ?? '', result] as const];
  });
  // Of a group that nobody began, and nobody needs, nothing is missing.
  const isLeftOut = !reading.isRequired && entries.every(([, value]) => value === null || value === false);
  if (!isLeftOut) for (const [name, fault] of found) reading.faults.set(name, fault);
  return isLeftOut ? {} : Object.fromEntries(entries);
}

type Faults = Map<string, string>;

function readField(field: FormField, submission: Submission, faults: Faults): JsonValue | undefined {
  if (field.kind === 'group') {
    const values = readGroup(field.fields, submission, { faults, isRequired: field.isRequired });
    return field.isRequired || Object.keys(values).length > 0 ? values : undefined;
  }
  const given = Object.hasOwn(submission, field.name) ? submission[field.name] : undefined;
  const result = READERS[field.kind](field as never, given ?? null);
  if (result.kind === 'value') return result.value;
  if (result.kind === 'nothing') return readNothing(field, faults);
  faults.set(field.name, result.message);
  return undefined;
}

function readNothing({ name, kind, isRequired, isNullable }: FormField, faults: Faults): JsonValue | undefined {
  if (!isRequired) return undefined;
  if (isNullable) return null;
  faults.set(name, MISSING[kind] ?? 'Fill this in.');
  return undefined;
}

const MISSING: Partial<Record<FormField['kind'], string>> = {
  choice: 'Choose one.',
  choices: 'Choose at least one.',
  file: 'Choose a file.',
};

type Reading =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'fault'; readonly message: string }
  | { readonly kind: 'nothing' };
const nothing: Reading = { kind: 'nothing' };
const toValue = (value: JsonValue): Reading => ({ kind: 'value', value });
const fault = (message: string): Reading => ({ kind: 'fault', message });

type FieldOf<K extends FormField['kind']> = Extract<FormField, { readonly kind: K }>;
type Readers = {
  readonly [K in Exclude<FormField['kind'], 'group'>]: (field: FieldOf<K>, given: JsonValue) => Reading;
};

const READERS: Readers = {
  text: readText,
  longText: (_, given) => {
    const text = firstText(given);
    // Browsers send every line end as two characters.
    return text === '' ? nothing : toValue(text.replaceAll('\r\n', '\n'));
  },
  number: readNumber,
  check: (_, given) => toValue(given !== null),
  choice: ({ options }, given) => {
    const text = firstText(given);
    if (text === '') return nothing;
    const option = findOption(options, text);
    return option === undefined ? fault('Choose one of the options.') : toValue(option.value);
  },
  choices: ({ options }, given) => {
    const texts = (isList(given) ? given : [given]).filter((text) => text !== null);
    if (texts.length === 0) return nothing;
    const chosen = texts.map((text) => findOption(options, firstText(text)));
    return chosen.includes(undefined)
      ? fault('Choose among the options.')
      : toValue(chosen.flatMap((option) => (option === undefined ? [] : [option.value])));
  },
  file: readFile,
  json: (_, given) => {
    const text = firstText(given);
    if (text.trim() === '') return nothing;
    try {
      return toValue(JSON.parse(text) as JsonValue);
    } catch {
      return fault('Enter JSON: texts in double quotes, no comma at the end.');
    }
  },
};

/** A control that came several times counts once. */
function firstText(given: JsonValue): string {
  const first = isList(given) ? given[0] : given;
  return typeof first === 'string' ? first : '';
}

/** How an option is written in the page. */
export function optionText({ value }: FormOption): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const findOption = (options: readonly FormOption[], text: string): FormOption | undefined =>
  options.find((option) => optionText(option) === text);

function readText({ input, minLength, maxLength }: FieldOf<'text'>, given: JsonValue): Reading {
  const text = firstText(given);
  if (text === '') return nothing;
  const checked = TEXTS[input](text);
  if (checked.kind !== 'value' || typeof checked.value !== 'string') return checked;
  const { length } = Array.from(checked.value);
  if (minLength !== undefined && length < minLength) return fault(`Enter at least ${minLength} characters.`);
  if (maxLength !== undefined && length > maxLength) return fault(`Enter at most ${maxLength} characters.`);
  return checked;
}

const TEXTS: Readonly<Record<FieldOf<'text'>['input'], (text: string) => Reading>> = {
  text: toValue,
  tel: toValue,
  email: (text) =>
    /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)*$/.test(text.trim())
      ? toValue(text.trim())
      : fault('Enter an e-mail address such as name@example.com.'),
  url: (text) =>
    URL.canParse(text.trim()) ? toValue(text.trim()) : fault('Enter an address such as https://example.com.'),
  date: (text) => (isDate(text) ? toValue(text) : fault('Enter a date such as 2030-12-31.')),
  time: (text) => {
    const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
    return match === null ? fault('Enter a time such as 13:45.') : toValue(`${text.slice(0, 5)}:${match[3] ?? '00'}Z`);
  },
  'datetime-local': (text) => {
    const match = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d))?$/.exec(text);
    if (match === null || !isDate(match[1] ?? '')) return fault('Enter date and time, such as 2030-12-31T13:45.');
    return toValue(`${match[1] ?? ''}T${match[2] ?? ''}:${match[3] ?? '00'}Z`);
  },
};

/** A day that exists. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const timeMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(text);
}

function readNumber({ isWhole, minimum, maximum }: FieldOf<'number'>, given: JsonValue): Reading {
  const text = firstText(given).trim();
  if (text === '') return nothing;
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) return fault('Enter a number.');
  if (isWhole && !Number.isInteger(number)) return fault('Enter a whole number.');
  if (minimum !== undefined && number < minimum) return fault(`Enter ${minimum} or more.`);
  if (maximum !== undefined && number > maximum) return fault(`Enter ${maximum} or less.`);
  return toValue(number);
}

/** A file as webhooks give it: `{ $base64, name, type }`. A control without one sends an empty file without a name. */
function readFile({ holds }: FieldOf<'file'>, given: JsonValue): Reading {
  const file = isList(given) ? given[0] : given;
  if (!isObject(file) || typeof file.$base64 !== 'string' || file.name === '') return nothing;
  return toValue(holds === 'base64' ? file.$base64 : file);
}
