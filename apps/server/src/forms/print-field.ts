import { isList, isObject, type JsonObject, type JsonValue } from '@millrace/machine';
import { escapeHtml } from './escape-html.ts';
import type { FormField } from './form-model.ts';
import { optionText } from './read-values.ts';

/** What is to be seen in the fields. */
export interface Filling {
  /** What was sent last, as texts; absent: defaults are shown. */
  readonly submission?: JsonObject;
  readonly faults: ReadonlyMap<string, string>;
}

type FieldOf<K extends FormField['kind']> = Extract<FormField, { readonly kind: K }>;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A field with its label, its help, and what is wrong with it. */
export function printField(field: FormField, filling: Filling): string {
  if (field.kind === 'group') return printGroup(field, filling);
  const fault = filling.faults.get(field.name);
  const about = printHelp(field) + printFault(field, fault);
  const control = PRINTERS[field.kind](field as never, filling);
  const isSet = field.kind === 'choices';
  if (isSet) return `<fieldset${attributesOf(describe(field, fault))}>${legendOf(field)}${about}${control}</fieldset>`;
  const label = `<label for="${idOf(field)}">${labelOf(field)}</label>`;
  // A box stands before its label, as people expect it.
  return field.kind === 'check'
    ? `<div class="field check">${control}${label}${about}</div>`
    : `<div class="field">${label}${about}${control}</div>`;
}

function printGroup(field: FieldOf<'group'>, filling: Filling): string {
  const fault = filling.faults.get(field.name);
  const inner = field.fields.map((part) => printField(part, filling)).join('');
  return `<fieldset id="${idOf(field)}"${attributesOf(describe(field, fault))}>${legendOf(field)}${printHelp(field)}${printFault(field, fault)}${inner}</fieldset>`;
}

/** Where the summary of faults leads to. Without blanks, which separate ids. */
export function idOf({ name }: Pick<FormField, 'name'>): string {
  return `f-${name.replace(/[^\w-]/g, (character) => `.${character.charCodeAt(0).toString(16)}.`)}`;
}

const labelOf = ({ label, isRequired }: FormField): string =>
  escapeHtml(label) + (isRequired ? '' : ' <span class="optional">(optional)</span>');
const legendOf = (field: FormField): string => `<legend>${labelOf(field)}</legend>`;
const printFault = (field: FormField, fault: string | undefined): string =>
  fault === undefined ? '' : `<p class="fault" id="${idOf(field)}-fault">${escapeHtml(fault)}</p>`;

function printHelp(field: FormField): string {
  const hint = field.kind === 'text' && (field.input === 'time' || field.input === 'datetime-local') ? 'UTC.' : '';
  const text = [field.help, hint].filter((part) => part !== '').join(' ');
  return text === '' ? '' : `<p class="help" id="${idOf(field)}-help">${escapeHtml(text)}</p>`;
}

function describe(field: FormField, fault: string | undefined): Attributes {
  const ids = [
    printHelp(field) === '' ? '' : `${idOf(field)}-help`,
    fault === undefined ? '' : `${idOf(field)}-fault`,
  ].filter((id) => id !== '');
  return {
    'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
    'aria-invalid': fault === undefined ? undefined : 'true',
  };
}

function attributesOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`))
    .join('');
}

function controlAttributes(field: FormField, { faults }: Filling): Attributes {
  return {
    id: idOf(field),
    name: field.name,
    required: field.isRequired && !field.isNullable,
    ...describe(field, faults.get(field.name)),
  };
}

/** The text in a field: what was sent, else the default. */
function textIn(field: FormField, { submission }: Filling): string {
  if (submission !== undefined) return firstText(submission, field.name);
  const { default: usual } = field;
  if (usual === undefined || usual === null) return '';
  if (field.kind === 'json') return JSON.stringify(usual, undefined, 2);
  return typeof usual === 'string' ? toControlText(field, usual) : JSON.stringify(usual);
}

function firstText(submission: JsonObject, name: string): string {
  const given = Object.hasOwn(submission, name) ? submission[name] : undefined;
  const first = isList(given) ? given[0] : given;
  return typeof first === 'string' ? first : '';
}

/** Controls for times know no zone: the page says that it is UTC. */
function toControlText(field: FormField, text: string): string {
  if (field.kind !== 'text') return text;
  if (field.input === 'time') return text.slice(0, 5);
  const timeMs = field.input === 'datetime-local' ? Date.parse(text) : NaN;
  return Number.isNaN(timeMs) ? text : new Date(timeMs).toISOString().slice(0, 16);
}

function isChosen(field: FormField, { submission }: Filling, text: string): boolean {
  const given = submission === undefined ? field.default : submission[field.name];
  const list = isList(given) ? given : [given];
  return list.some((value) => value !== undefined && value !== null && !isObject(value) && textOf(value) === text);
}
const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

type Printers = {
  readonly [K in Exclude<FormField['kind'], 'group'>]: (field: FieldOf<K>, filling: Filling) => string;
};

const PRINTERS: Printers = {
  text: (field, filling) => {
    const { input: type, minLength: minlength, maxLength: maxlength, pattern } = field;
    const limits = type === 'text' || type === 'tel' ? { minlength, maxlength, pattern: wholePattern(pattern) } : {};
    return printInput(field, filling, { type, ...limits });
  },
  longText: (field, filling) => printArea(field, filling, { maxlength: field.maxLength, minlength: field.minLength }),
  number: (field, filling) => {
    const { isWhole, minimum: min, maximum: max } = field;
    return printInput(field, filling, { type: 'number', step: isWhole ? 1 : 'any', min, max });
  },
  check: (field, filling) => {
    const { submission } = filling;
    const checked = submission === undefined ? field.default === true : Object.hasOwn(submission, field.name);
    // False is an answer too: a box that must be there need not be ticked.
    const attributes = {
      ...controlAttributes(field, filling),
      required: false,
      type: 'checkbox',
      value: 'on',
      checked,
    };
    return `<input${attributesOf(attributes)}>`;
  },
  choice: (field, filling) => {
    const options = field.options.map((option) => {
      const value = optionText(option);
      const selected = isChosen(field, filling, value);
      return `<option${attributesOf({ value, selected })}>${escapeHtml(option.label)}</option>`;
    });
    return `<select${attributesOf(controlAttributes(field, filling))}><option value=""></option>${options.join('')}</select>`;
  },
  choices: (field, filling) => {
    const boxes = field.options.map((option, index) => {
      const value = optionText(option);
      const id = index === 0 ? idOf(field) : `${idOf(field)}-${index}`;
      const checked = isChosen(field, filling, value);
      const box = `<input${attributesOf({ id, name: field.name, type: 'checkbox', value, checked })}>`;
      return `<div class="check">${box}<label for="${id}">${escapeHtml(option.label)}</label></div>`;
    });
    return boxes.join('');
  },
  file: (field, filling) => `<input${attributesOf({ ...controlAttributes(field, filling), type: 'file' })}>`,
  json: (field, filling) => printArea(field, filling, { spellcheck: 'false', class: 'json' }),
};

function printInput(field: FormField, filling: Filling, more: Attributes): string {
  const value = textIn(field, filling) || undefined;
  const placeholder = field.placeholder || undefined;
  return `<input${attributesOf({ ...controlAttributes(field, filling), ...more, placeholder, value })}>`;
}

function printArea(field: FormField, filling: Filling, more: Attributes): string {
  const placeholder = field.placeholder || undefined;
  const attributes = { ...controlAttributes(field, filling), rows: 5, ...more, placeholder };
  // The first line end in an area does not count.
  return `<textarea${attributesOf(attributes)}>\n${escapeHtml(textIn(field, filling))}</textarea>`;
}

/** The attribute asks for the whole text, a schema for a part of it. */
function wholePattern(pattern: string | undefined): string | undefined {
  return pattern === undefined ? undefined : `[^]*(?:${pattern})[^]*`;
}
