// The query of a list of runs as text, and what the page does to it.
import { parseRunQuery, writeTerm, type QueryTerm, type RunCondition } from '@millrace/run-query';
import type { RunSearch } from './run-search.ts';

/** The whole query of an address. `workflow`: the list is of this one, which is therefore not a part of it. */
export function queryOf({ q, status, workflow, since, fingerprint }: RunSearch, ofOne = false): string {
  const terms = [
    ...(workflow === undefined || ofOne ? [] : [writeTerm('workflow', [workflow])]),
    ...(status === undefined ? [] : [writeTerm('status', [status])]),
    ...(since === undefined ? [] : [`from:-${since}`]),
    ...(fingerprint === undefined ? [] : [writeTerm('fingerprint', [fingerprint])]),
    ...(q === undefined ? [] : [q]),
  ];
  return terms.join(' ');
}

/** The address of a query: what other pages had put beside it is in it now. */
export function withQuery({ span, columns }: RunSearch, query: string): RunSearch {
  const q = query.trim();
  return {
    ...(q === '' ? {} : { q }),
    ...(span === undefined ? {} : { span }),
    ...(columns === undefined ? {} : { columns }),
  };
}

/** One term as people see it. */
export interface Chip {
  /** As it is written. */
  readonly text: string;
  readonly kind: RunCondition['kind'];
}

export function chipsOf(query: string): readonly Chip[] {
  return parseRunQuery(query).terms.map(({ from, to, condition }) => ({
    text: query.slice(from, to),
    kind: condition.kind,
  }));
}

/** The query without one of its terms. */
export function withoutTerm(query: string, index: number): string {
  return parseRunQuery(query)
    .terms.filter((_, at) => at !== index)
    .map(({ from, to }) => query.slice(from, to))
    .join(' ');
}

const isBound = ({ condition }: QueryTerm): boolean => condition.kind === 'from' || condition.kind === 'until';

const joined = (before: string, after: string): string => `${before.trim()} ${after.trim()}`.trim();

/** The query with one more term. A bound of time takes the place of the one before. */
export function withTerm(query: string, term: string): string {
  const bounds = parseRunQuery(term).terms.filter(isBound);
  const replaced = parseRunQuery(query).terms.filter(({ condition: { kind } }) =>
    bounds.some(({ condition }) => condition.kind === kind),
  );
  // From behind, so that the places of those before stay true.
  const rest = replaced.reduceRight((text, { from, to }) => joined(text.slice(0, from), text.slice(to)), query);
  return joined(rest, term);
}

/** The query of another range of time; without bounds, of any. */
export function withRange(query: string, bounds: { readonly from?: string; readonly until?: string }): string {
  const rest = parseRunQuery(query).terms.filter((term) => !isBound(term));
  return [
    ...rest.map(({ from, to }) => query.slice(from, to)),
    ...(bounds.from === undefined ? [] : [`from:${bounds.from}`]),
    ...(bounds.until === undefined ? [] : [`until:${bounds.until}`]),
  ].join(' ');
}

/** Whether what it asks for is read from the data of runs, one by one. */
export function searchesData(query: string): boolean {
  return parseRunQuery(query).terms.some(({ condition }) => condition.kind === 'payload' || condition.kind === 'text');
}
