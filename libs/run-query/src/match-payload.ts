// Whether the data of a run fulfils a condition. Values with a secret that was taken out match nothing.
import type { Comparison, PayloadCondition, PayloadMeaning, QueryValue, StepPart } from './run-query.ts';

/** What stands in a record where a secret was. */
const REDACTED = '[redacted]';

/** The data of one run, as much of it as the conditions ask for. */
export interface RunPayload {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly steps: readonly StepPayload[];
  /** Sentences beside the data: what failed, and lines of logs. */
  readonly texts?: readonly string[];
}
export type StepPayload = { readonly step: string; readonly texts?: readonly string[] } & Readonly<
  Partial<Record<StepPart, unknown>>
>;

/** Whether all conditions hold. */
export function matchesPayload(payload: RunPayload, conditions: readonly PayloadCondition[]): boolean {
  return conditions.every((condition) => holds(payload, condition) !== condition.isNot);
}

function holds(payload: RunPayload, condition: PayloadMeaning): boolean {
  if (condition.kind === 'text') return hasText(payload, condition.text.toLowerCase());
  const { place, path, comparison, values } = condition;
  const fits = (value: unknown): boolean => isReadable(value) && satisfies(value, comparison, values);
  if (place.of !== 'step') return at(payload[place.of], path, fits);
  return payload.steps.some(({ step, [place.part]: part }) => step === place.step && at(part, path, fits));
}

const isReadable = (value: unknown): boolean =>
  value !== undefined && !(typeof value === 'string' && value.includes(REDACTED));

/** Whether something at the path fits. `*` goes through all members. */
function at(value: unknown, path: readonly string[], fits: (value: unknown) => boolean): boolean {
  const [member, ...rest] = path;
  if (member === undefined) return fits(value);
  if (typeof value !== 'object' || value === null) return false;
  if (member === '*' && !Object.hasOwn(value, '*')) return Object.values(value).some((one) => at(one, rest, fits));
  return Object.hasOwn(value, member) && at((value as Readonly<Record<string, unknown>>)[member], rest, fits);
}

function satisfies(value: unknown, comparison: Comparison, wanted: readonly QueryValue[]): boolean {
  if (wanted.length === 0) return true;
  return wanted.some((one) => (comparison === '=' ? isEqual(value, one) : compares(value, comparison, one)));
}

/** A value that was not quoted may be a number, a boolean, null or a text. A list has what one of its members is. */
function isEqual(value: unknown, wanted: QueryValue): boolean {
  if (typeof value === 'string') return value === wanted.text;
  if (Array.isArray(value)) return value.some((one: unknown) => typeof one !== 'object' && isEqual(one, wanted));
  if (wanted.exact) return false;
  if (typeof value === 'number') return wanted.text.trim() !== '' && value === Number(wanted.text);
  return (typeof value === 'boolean' || value === null) && String(value) === wanted.text;
}

const ORDERS = {
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
} as const satisfies Readonly<Record<string, (order: number) => boolean>>;

/** Numbers with numbers; texts with texts, so that dates of one form are in their order. */
function compares(value: unknown, comparison: Exclude<Comparison, '='>, { text, exact }: QueryValue): boolean {
  const fits = ORDERS[comparison];
  const number = exact || text.trim() === '' ? Number.NaN : Number(text);
  if (typeof value === 'number') return fits(value - number);
  return typeof value === 'string' && Number.isNaN(number) && fits(value < text ? -1 : value > text ? 1 : 0);
}

function hasText({ input, output, steps, texts = [] }: RunPayload, wanted: string): boolean {
  const contains = (text: string): boolean => !text.includes(REDACTED) && text.toLowerCase().includes(wanted);
  const inside = (value: unknown): boolean => {
    if (typeof value === 'string') return contains(value);
    if (typeof value === 'object' && value !== null) return Object.values(value).some(inside);
    return (typeof value === 'number' || typeof value === 'boolean') && contains(String(value));
  };
  return (
    texts.some(contains) ||
    inside(input) ||
    inside(output) ||
    steps.some(({ step: _, texts: said = [], ...parts }) => said.some(contains) || Object.values(parts).some(inside))
  );
}
