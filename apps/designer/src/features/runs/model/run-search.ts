import { RUN_STATUSES, type RunStatus } from '../../../lib/contract.ts';

/** What the chart above a list of runs spans. */
export const SPANS = ['1h', '24h', '7d', '30d'] as const;
export type Span = (typeof SPANS)[number];

/** How far back a list of runs reaches, in links of other pages. */
const SINCE = ['1h', '24h', '7d'] as const satisfies readonly Span[];
export type Since = (typeof SINCE)[number];

/** What a list of runs shows, as the address holds it. */
export interface RunSearch {
  /** As people write it. The members after it narrow the same list: links of other pages have them. */
  readonly q?: string;
  readonly status?: RunStatus;
  readonly workflow?: string;
  readonly since?: Since;
  /** Of the error group whose runs are shown. */
  readonly fingerprint?: string;
  /** Of the chart; without it, as much as the query asks for. */
  readonly span?: Span;
  /** Names of columns with commas between; without it the usual ones. */
  readonly columns?: string;
}

/** An address holds a number where a text looks like one. */
const textOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' || typeof value === 'boolean' ? `${value}` : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
};

/** Reads it from an address; what is not understood is left out. */
export function readRunSearch(search: Readonly<Record<string, unknown>>): RunSearch {
  const read: { [Key in keyof RunSearch]: RunSearch[Key] | undefined } = {
    q: textOf(search.q),
    status: RUN_STATUSES.find((known) => known === search.status),
    workflow: textOf(search.workflow),
    since: SINCE.find((known) => known === search.since),
    fingerprint: textOf(search.fingerprint),
    span: SPANS.find((known) => known === search.span),
    columns: textOf(search.columns),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
