import { isRunId, readField } from './fields.ts';
import { momentOf } from './read-amounts.ts';
import { readTerms, type WrittenTerm } from './read-terms.ts';
import type {
  ColumnCondition,
  PayloadCondition,
  QueryProblem,
  QueryTerm,
  RunCondition,
  RunQuery,
  RunSelection,
} from './run-query.ts';

/** Longer texts are not read. */
export const MAX_QUERY_CHARACTERS = 4000;
/** Each costs the store work. */
export const MAX_QUERY_TERMS = 40;
const MAX_VALUES = 100;

const only = (problem: QueryProblem): RunQuery => ({ terms: [], problems: [problem] });

/** Reads a query. Never throws: what is wrong is told with its place, and what was understood is given all the same. */
export function parseRunQuery(text: string): RunQuery {
  if (text.length > MAX_QUERY_CHARACTERS) {
    return only({
      ...{ code: 'query.too_long', from: MAX_QUERY_CHARACTERS, to: text.length },
      message: `The query has ${text.length} characters; ${MAX_QUERY_CHARACTERS} are read at most.`,
      hint: 'Narrow by fewer values, or save parts of it as views.',
    });
  }
  const written = readTerms(text);
  const problems: QueryProblem[] = [...written.problems];
  const terms: QueryTerm[] = [];
  for (const term of written.terms) {
    const read = readTerm(term);
    if ('problem' in read) problems.push(read.problem);
    else terms.push(read.term);
  }
  const last = terms[MAX_QUERY_TERMS];
  if (last !== undefined) {
    problems.push({
      ...{ code: 'query.too_many_terms', from: last.from, to: text.length },
      message: `The query has more than ${MAX_QUERY_TERMS} conditions.`,
      hint: 'Several values of one field are written with commas: status:failed,timed_out.',
    });
  }
  problems.push(...contradictions(terms));
  return { terms, problems: problems.toSorted((a, b) => a.from - b.from) };
}

function readTerm(written: WrittenTerm): { readonly term: QueryTerm } | { readonly problem: QueryProblem } {
  const { from, to, isNot, key, values, valueSpan, keySpan } = written;
  const span = { from, to };
  if (key.length === 0) return readWords(written);
  if (values.length > MAX_VALUES) {
    const message = `More than ${MAX_VALUES} values are given for one field.`;
    return { problem: { code: 'query.too_many_values', ...valueSpan, message, hint: 'Give fewer of them.' } };
  }
  const read = readField(written);
  if ('meaning' in read) return { term: { ...span, condition: { ...read.meaning, isNot } } };
  const { at, ...refusal } = read.refusal;
  const place = at ?? (valueSpan.from < valueSpan.to ? valueSpan : keySpan);
  return { problem: { ...refusal, from: place.from, to: Math.max(place.to, place.from + 1) } };
}

/** An id alone is one that somebody has pasted. */
function readWords({ from, to, isNot, values }: WrittenTerm): ReturnType<typeof readTerm> {
  const words = values[0]?.text ?? '';
  if (isRunId(words)) return { term: { from, to, condition: { kind: 'id', values: [words.toLowerCase()], isNot } } };
  const quoted = JSON.stringify(words);
  return {
    problem: {
      ...{ code: 'query.no_field', from, to },
      message: `“${words}” does not say which field is meant.`,
      hint: `Write text:${quoted} to search the data, or a field, as orderId:${/\s/.test(words) ? quoted : words || 'A-1'}.`,
    },
  };
}

/** What no run can fulfil, whatever the time is. */
function contradictions(terms: readonly QueryTerm[]): readonly QueryProblem[] {
  const bounds = (kind: 'from' | 'until') => terms.filter(({ condition }) => condition.kind === kind);
  const twice = [...bounds('from').slice(1), ...bounds('until').slice(1)];
  const problems: QueryProblem[] = twice.map(({ from, to, condition }) => ({
    ...{ code: 'query.bound_twice' as const, from, to },
    message: `${condition.kind} is given twice.`,
    hint: 'Leave one of the two away.',
  }));
  const [from, until] = [bounds('from')[0], bounds('until')[0]];
  if (from === undefined || until === undefined) return problems;
  const [fromAt, untilAt] = [timeOf(from), timeOf(until)];
  if (fromAt === undefined || untilAt === undefined) return problems;
  // Both by the clock or both from now: else it depends on when somebody asks, and `select` sees it.
  const isSameKind = 'epochMs' in fromAt === 'epochMs' in untilAt;
  if (isSameKind && momentOf(fromAt, 0) >= momentOf(untilAt, 0)) problems.push(emptyRange(until));
  return problems;
}

const timeOf = ({ condition }: QueryTerm) =>
  condition.kind === 'from' || condition.kind === 'until' ? condition.at : undefined;

const emptyRange = ({ from, to }: QueryTerm): QueryProblem => ({
  ...{ code: 'query.range_empty', from, to },
  message: 'The range ends before it begins: no run can be in it.',
  hint: 'Give an until that is later than from.',
});

/** A query as the store takes it. Only of one without problems; `problems`: what only the time of asking shows. */
export function selectRuns(
  { terms }: RunQuery,
  nowMs: number,
): { readonly selection: RunSelection; readonly problems: readonly QueryProblem[] } {
  const conditions: ColumnCondition[] = [];
  const payload: PayloadCondition[] = [];
  const range: { acceptedFromMs?: number; acceptedUntilMs?: number; tests?: 'only' } = {};
  for (const { condition } of terms) {
    if (condition.kind === 'from') range.acceptedFromMs = momentOf(condition.at, nowMs);
    else if (condition.kind === 'until') range.acceptedUntilMs = momentOf(condition.at, nowMs);
    else if (needsPayload(condition)) payload.push(condition);
    else if (!isAboutTests(condition)) conditions.push(condition);
    // `-is:test` is what is done without it.
    else if (!condition.isNot) range.tests = 'only';
  }
  const { acceptedFromMs = -Infinity, acceptedUntilMs = Infinity } = range;
  const until = terms.find(({ condition }) => condition.kind === 'until');
  const problems = acceptedFromMs < acceptedUntilMs || until === undefined ? [] : [emptyRange(until)];
  return { selection: { ...range, conditions, payload }, problems };
}

type OfKind<Kind extends RunCondition['kind']> = Extract<RunCondition, { readonly kind: Kind }>;

/** Whether a condition makes a search read the data of runs. */
export function needsPayload(condition: RunCondition): condition is PayloadCondition {
  return condition.kind === 'payload' || condition.kind === 'text';
}

function isAboutTests(condition: RunCondition): condition is Exclude<OfKind<'is'>, ColumnCondition> {
  return condition.kind === 'is' && condition.value === 'test';
}
