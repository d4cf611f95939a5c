// Most runs that do not match are told by a look at the text of their data, in the database: a value that is searched stands in it
// somewhere. What passes is read and judged as data, so a needle may be too weak, and never too strong.
import type { PayloadCondition } from '@millrace/runtime';
import type { Conditions } from './sql/run-conditions.ts';

/** One of them is in a text that can match. */
interface Needles {
  readonly texts: readonly string[];
  readonly ignoresCase: boolean;
}

const REFERENCE = '@sha256:';

/** The longest part of a value that stands in any JSON text as it is: without what is escaped, once or twice. */
export function needleOf(value: string): string | undefined {
  const parts = JSON.stringify(value)
    .slice(1, -1)
    .split(/\\u[0-9a-f]{4}|\\.|[^\u0020-\u007e]/iu);
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '');
  return longest === '' ? undefined : longest;
}

/** Undefined: the text of the data does not tell. */
export function needlesOf(condition: PayloadCondition): Needles | undefined {
  // Also what is not there at all fulfils it.
  if (condition.isNot) return undefined;
  if (condition.kind === 'text') {
    const needle = needleOf(condition.text.toLowerCase());
    return needle === undefined ? undefined : { texts: [needle], ignoresCase: true };
  }
  const { path, comparison, values } = condition;
  if (comparison !== '=' || values.length === 0) return memberOf(path);
  const texts = values.flatMap(({ text, exact }) => {
    const number = exact || text.trim() === '' ? Number.NaN : Number(text);
    return [needleOf(text), ...(Number.isNaN(number) ? [] : [needleOf(String(number))])];
  });
  const found = texts.filter((text) => text !== undefined);
  return found.length < texts.length ? memberOf(path) : { texts: found, ignoresCase: false };
}

/** The name of the innermost member that has one; indexes of lists stand in no text. */
function memberOf(path: readonly string[]): Needles | undefined {
  const name = path.findLast((part) => part !== '*' && !/^\d+$/.test(part));
  const needle = name === undefined ? undefined : needleOf(name);
  return needle === undefined ? undefined : { texts: [needle], ignoresCase: false };
}

const has = (where: Conditions, column: string, { texts, ignoresCase }: Needles): string =>
  `(${texts
    .map((text) => `strpos(${ignoresCase ? `lower(${column})` : column}, ${where.value(text)}::text) > 0`)
    .join(' or ')})`;
const refers = (column: string): string => `strpos(${column}, '${REFERENCE}') > 0`;
const isIn = (where: Conditions, column: string, needles: Needles): string =>
  `${has(where, column, needles)} or ${refers(column)}`;

/** Whether a record of steps may hold what is searched. The input of a first step may be left out of it: it is that of the run. */
export function recordMayHold(where: Conditions, needles: Needles): string {
  return `${isIn(where, 'step.record', needles)} or step.sequence = 0`;
}

/** Adds what the data of a run must look like to fulfil a condition. */
export function addNeedles(where: Conditions, conditions: readonly PayloadCondition[]): void {
  for (const condition of conditions) {
    const needles = needlesOf(condition);
    if (needles !== undefined) where.add(textOf(where, condition, needles));
  }
}

function textOf(where: Conditions, condition: PayloadCondition, needles: Needles): string {
  const inColumns = (columns: readonly string[]): string =>
    columns.map((column) => `coalesce(${isIn(where, column, needles)}, false)`).join(' or ');
  const inSteps = (): string =>
    `exists (select 1 from run_step step where step.run_id = run.id and (${isIn(where, 'step.record', needles)}))`;
  if (condition.kind === 'text')
    return `${inColumns(['run.input', 'run.output', 'run.error', 'run.cause'])} or ${inSteps()}`;
  const { place } = condition;
  if (place.of !== 'step') return inColumns([`run.${place.of}`]);
  return place.part === 'input' ? `${inColumns(['run.input'])} or ${inSteps()}` : inSteps();
}
