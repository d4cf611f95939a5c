// What may come next in a query that is being written.
import { QUERY_KINDS, QUERY_STATUSES, QUERY_TRIGGERS, writeName, writeValue } from '@millrace/run-query';

/** What this workspace knows of. */
export interface Vocabulary {
  readonly workflows: readonly string[];
  readonly errors: readonly string[];
  /** Search attributes, with values that were seen. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}
export interface Completion {
  /** What is offered. */
  readonly label: string;
  /** The text with it. */
  readonly text: string;
  /** Where one goes on writing. */
  readonly caret: number;
  /** The term is whole. */
  readonly isWhole: boolean;
}

const MOST = 12;
const FIELDS = ['status', 'workflow', 'version', 'trigger', 'error', 'from', 'until', 'duration', 'is', 'text', 'id'];
const PATHS = ['input.', 'output.', 'steps.'];
const TIMES = ['-1h', '-24h', '-7d', '-30d', 'now'];
const DURATIONS = ['>1s', '>5s', '>1m', '<100ms'];
const COMPARISONS = ['>', '>=', '<', '<=', '*'];

/** Where the term begins that the caret is in. */
export function termStart(text: string, caret: number): number {
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < caret; at += 1) {
    if (text[at] === '"' && text[at - 1] !== '\\') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(text[at] ?? '')) start = at + 1;
  }
  return start;
}

/** What fits at the caret, best first. */
export function completeQuery(text: string, caret: number, known: Vocabulary): readonly Completion[] {
  const start = termStart(text, caret);
  // `status = f`: a value, which is none of the fields.
  if (/[<>=]\s*$/.test(text.slice(0, start))) return [];
  const term = text.slice(start, caret);
  const sign = term.startsWith('-') ? '-' : '';
  const colon = term.indexOf(':');
  const offer = (label: string, written: string, isWhole: boolean): Completion => ({
    ...{ label, isWhole, caret: start + written.length },
    text: text.slice(0, start) + written + text.slice(caret),
  });
  if (colon === -1) {
    const begun = term.slice(sign.length).toLowerCase();
    const names = [...FIELDS, ...[...known.attributes.keys()].map(writeName)];
    const fields = [...names.map((name) => `${name}:`), ...PATHS];
    return best(fields, begun).map((field) => offer(sign + field, sign + field, false));
  }
  const [field, values] = [term.slice(sign.length, colon), term.slice(colon + 1)];
  const comma = values.lastIndexOf(',') + 1;
  const before = term.slice(0, colon + 1) + values.slice(0, comma);
  const begun = values.slice(comma).replace(/^"/, '').toLowerCase();
  return best(valuesOf(field, known), begun)
    .filter((value) => value.toLowerCase() !== begun)
    .map((value) => offer(value, before + writtenOf(field, value), !COMPARISONS.includes(value) || value === '*'));
}

const isPath = (field: string): boolean => PATHS.some((path) => field.startsWith(path));
const writtenOf = (field: string, value: string): string =>
  field === 'duration' || isPath(field) ? value : writeValue(value);

function valuesOf(field: string, known: Vocabulary): readonly string[] {
  if (isPath(field)) return COMPARISONS;
  const values: Readonly<Record<string, readonly string[]>> = {
    status: QUERY_STATUSES,
    trigger: QUERY_TRIGGERS,
    is: QUERY_KINDS,
    workflow: known.workflows,
    error: known.errors,
    from: TIMES,
    until: TIMES,
    duration: DURATIONS,
  };
  const name = field.replaceAll('"', '');
  return (Object.hasOwn(values, field) ? values[field] : known.attributes.get(name)) ?? [];
}

/** Those that begin so before those that have it somewhere. */
function best(words: readonly string[], begun: string): readonly string[] {
  const found = words.filter((word) => word.toLowerCase().includes(begun));
  const isFirst = (word: string): boolean => word.toLowerCase().startsWith(begun);
  return [...found.filter(isFirst), ...found.filter((word) => !isFirst(word))].slice(0, MOST);
}
