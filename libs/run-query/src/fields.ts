// What each field means. A reader gives the condition, or what is wrong with it: `at` is the value that is to blame.
import type { WrittenTerm } from './read-terms.ts';
import { readDuration, readTime } from './read-amounts.ts';
import {
  QUERY_KINDS,
  QUERY_STATUSES,
  QUERY_TRIGGERS,
  STEP_PARTS,
  type ColumnMeaning,
  type PayloadMeaning,
  type PayloadPlace,
  type QueryProblem,
  type QuerySpan,
  type RangeMeaning,
  type StepPart,
} from './run-query.ts';

export type Meaning = ColumnMeaning | PayloadMeaning | RangeMeaning;
/** Without a span: the whole value is meant. */
export type Refusal = Pick<QueryProblem, 'code' | 'message' | 'hint'> & { readonly at?: QuerySpan };
export type Read = { readonly meaning: Meaning } | { readonly refusal: Refusal };
type FieldReader = (term: WrittenTerm) => Read;

const refuse = (code: QueryProblem['code'], message: string, more: { hint: string; at?: QuerySpan }): Read => ({
  refusal: { code, message, ...more },
});
const textsOf = ({ values }: WrittenTerm): string[] => values.map(({ text }) => text);
const list = (known: readonly string[]): string => `${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}`;

/** One or more of a list that is known. */
function oneOf<const T extends string>(
  known: readonly T[],
  { code, what, make }: { code: QueryProblem['code']; what: string; make: (values: readonly T[]) => Meaning },
): FieldReader {
  return ({ values }) => {
    const odd = values.find(({ text }) => !known.some((one) => one === text));
    if (odd === undefined) return { meaning: make(values.map(({ text }) => text as T)) };
    return refuse(code, `There is no ${what} “${odd.text}”.`, { hint: `Write ${list(known)}.`, at: odd });
  };
}

const texts =
  (kind: 'workflow' | 'error' | 'fingerprint'): FieldReader =>
  (term) => ({ meaning: { kind, values: textsOf(term) } });

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isRunId = (text: string): boolean => ID.test(text);
const ids =
  (kind: 'id' | 'parent'): FieldReader =>
  (term) => {
    const odd = term.values.find(({ text }) => !isRunId(text));
    if (odd === undefined) return { meaning: { kind, values: textsOf(term).map((id) => id.toLowerCase()) } };
    const hint = 'A run’s id has 36 characters; it is copied from its page.';
    return refuse('query.id_invalid', `“${odd.text}” is not the id of a run.`, { hint, at: odd });
  };

const MAX_VERSION = 2_147_483_647;
const version: FieldReader = (term) => {
  const odd = term.values.find(({ text }) => !/^[1-9]\d{0,9}$/.test(text) || Number(text) > MAX_VERSION);
  if (odd === undefined) return { meaning: { kind: 'version', values: textsOf(term).map(Number) } };
  const hint = 'Versions are whole numbers from 1: version:7 or version:7,8.';
  return refuse('query.version_invalid', `“${odd.text}” is not the number of a version.`, { hint, at: odd });
};

const duration: FieldReader = ({ values, comparison, isPlain }) => {
  const [value] = values;
  const durationMs = value === undefined ? undefined : readDuration(value.text);
  const hint = 'Write how long with a unit, as duration:>5s or duration:<=200ms. Units: ms, s, m, h, d, w.';
  if (durationMs === undefined || values.length > 1 || isPlain)
    return refuse('query.duration_invalid', 'This is no length of time with a comparison.', { hint });
  return { meaning: { kind: 'duration', comparison, durationMs } };
};

const bound =
  (kind: 'from' | 'until'): FieldReader =>
  ({ values, isNot }) => {
    const [value] = values;
    const at = value === undefined ? undefined : readTime(value.text);
    const hint = `Write a time before now, as ${kind}:-24h, or a date, as ${kind}:2026-11-29 or ${kind}:2026-11-29T10:00Z.`;
    if (isNot) return refuse('query.time_negated', 'A bound of time cannot be turned round by “-”.', { hint });
    if (at !== undefined && values.length === 1) return { meaning: { kind, at } };
    return refuse('query.time_invalid', `“${value?.text ?? ''}” is not a time.`, { hint });
  };

const is: FieldReader = (term) => {
  const read = oneOf(QUERY_KINDS, {
    ...{ code: 'query.kind_unknown', what: 'kind of run' },
    make: ([value = 'test']) => ({ kind: 'is', value }),
  })(term);
  if (term.values.length === 1) return read;
  return refuse('query.kind_unknown', 'One kind of run at a time.', { hint: `Write ${list(QUERY_KINDS)}.` });
};

const attribute: FieldReader = (term) => {
  const name = term.key.map(({ text }) => text).join('.');
  if (term.comparison !== '=') {
    const hint = `Write ${name}:value. Numbers in the data are compared by their path, as input.amount:>100.`;
    return refuse('query.attribute_compared', 'Search attributes are texts: they are equal or not.', { hint });
  }
  return { meaning: { kind: 'attribute', name, values: textsOf(term) } };
};

const PATHS = 'input.order.id:A-1, output.total:>100 or steps."Charge card".output.amount:>100';
const payload =
  (place: PayloadPlace, path: readonly string[]): FieldReader =>
  ({ values, comparison }) => {
    const isAny = comparison === '=' && values.some(({ text, exact }) => text === '*' && !exact);
    if (path.some((part) => part === '')) {
      return refuse('query.path_invalid', 'A part of the path is empty.', { hint: `Write ${PATHS}.` });
    }
    return { meaning: { kind: 'payload', place, path, comparison, values: isAny ? [] : values.map(toValue) } };
  };
const toValue = ({ text, exact }: { readonly text: string; readonly exact: boolean }) => ({ text, exact });

const step: FieldReader = (term) => {
  const [, name, part, ...path] = term.key.map(({ text }) => text);
  const wanted = STEP_PARTS.find((known) => known === part);
  if (name !== undefined && name !== '' && wanted !== undefined)
    return payload({ of: 'step', step: name, part: wanted satisfies StepPart }, path)(term);
  const hint = `Write steps."Charge card".output.amount:>100: a step, then ${list(STEP_PARTS)}, then the path.`;
  return refuse('query.path_invalid', 'A path into a step names the step and which data of it.', { hint });
};

const text: FieldReader = ({ values }) => ({ meaning: { kind: 'text', text: values[0]?.text ?? '' } });

/** Fields by name. All other names without a dot are search attributes. */
const FIELDS: Readonly<Record<string, { readonly read: FieldReader; readonly compares?: true }>> = {
  status: {
    read: oneOf(QUERY_STATUSES, {
      ...{ code: 'query.status_unknown', what: 'status' },
      make: (values) => ({ kind: 'status', values }),
    }),
  },
  workflow: { read: texts('workflow') },
  version: { read: version },
  trigger: {
    read: oneOf(QUERY_TRIGGERS, {
      ...{ code: 'query.trigger_unknown', what: 'kind of trigger' },
      make: (values) => ({ kind: 'trigger', values }),
    }),
  },
  error: { read: texts('error') },
  from: { read: bound('from') },
  until: { read: bound('until') },
  duration: { read: duration, compares: true },
  is: { read: is },
  fingerprint: { read: texts('fingerprint') },
  id: { read: ids('id') },
  parent: { read: ids('parent') },
  text: { read: text },
};
export const FIELD_NAMES = Object.keys(FIELDS);

/** What a term means, by its field. */
export function readField(term: WrittenTerm): Read {
  const [first, ...rest] = term.key;
  const name = first?.text ?? '';
  if (name === '') return refuse('query.field_missing', 'There is no field before the colon.', { hint: FIELD_HINT });
  if (term.values.some((value) => value.text === '' && !value.exact)) {
    const hint = `Write ${name}:value without a blank after the colon. A value with blanks is put in quotation marks.`;
    return refuse('query.value_missing', `Nothing is given for ${name}.`, { hint });
  }
  // A name in quotation marks is that of an attribute, whatever fields there are.
  const reader = first?.exact === true ? undefined : readerOf(name, rest);
  if (reader !== undefined) return reader(term);
  return rest.length === 0 ? attribute(term) : unknownPath(name);
}

function readerOf(name: string, rest: WrittenTerm['key']): FieldReader | undefined {
  if (name === 'steps') return step;
  if (name === 'input' || name === 'output') {
    return payload(
      { of: name },
      rest.map((part) => part.text),
    );
  }
  if (name === 'attribute' && rest.length > 0) return (term) => attribute({ ...term, key: rest });
  const field = Object.hasOwn(FIELDS, name) && rest.length === 0 ? FIELDS[name] : undefined;
  if (field === undefined || field.compares === true) return field?.read;
  return (term) => {
    if (term.comparison === '=') return field.read(term);
    const message = `${name} is equal or not: it cannot be compared.`;
    return refuse('query.comparison_invalid', message, { hint: `Write ${name}:value.` });
  };
}

const FIELD_HINT = `Fields are ${FIELD_NAMES.join(', ')}, search attributes, and paths: ${PATHS}.`;

const unknownPath = (name: string): Read =>
  refuse('query.path_unknown', `A path does not begin with ${name}.`, {
    hint: `Paths begin with input, output or steps: ${PATHS}. An attribute with a dot in its name is quoted.`,
  });
