import type { ErrorGroupState } from '../../../lib/contract.ts';
import type { ErrorGroupFilter } from '../../../lib/queries/error-groups.ts';

type ShownState = ErrorGroupState | 'all';
export const SHOWN_STATES = ['open', 'resolved', 'ignored', 'all'] as const satisfies readonly ShownState[];

/** The filters of the list of errors, as the address holds them. Without a state: the open ones. */
export interface ErrorSearch {
  readonly state?: Exclude<ShownState, 'open'>;
  readonly workflow?: string;
  readonly text?: string;
  readonly order?: 'frequent';
}

const textOf = (value: unknown): string =>
  typeof value === 'number' ? `${value}` : typeof value === 'string' ? value : '';

/** Reads the filters from an address; what is not understood, or usual, is left out. */
export function readErrorSearch(search: Readonly<Record<string, unknown>>): ErrorSearch {
  const state = SHOWN_STATES.find((known) => known === search.state);
  const workflow = textOf(search.workflow);
  const text = textOf(search.text).slice(0, 200);
  return {
    ...(state === undefined || state === 'open' ? {} : { state }),
    ...(workflow === '' ? {} : { workflow }),
    ...(text === '' ? {} : { text }),
    ...(search.order === 'frequent' ? { order: search.order } : {}),
  };
}

/** The filters as the API takes them. */
export function toErrorFilter({ state, ...search }: ErrorSearch): ErrorGroupFilter {
  return state === 'all' ? search : { ...search, state: state ?? 'open' };
}

/** Whether fewer are shown than the open ones. */
export const isNarrowed = ({ workflow, text, state }: ErrorSearch): boolean =>
  workflow !== undefined || text !== undefined || (state !== undefined && state !== 'all');
