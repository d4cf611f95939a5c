import {
  DEAD_LETTER_SOURCES,
  DEAD_LETTER_STAGES,
  DEAD_LETTER_STATES,
  type DeadLetterFilter,
  type DeadLetterSource,
  type DeadLetterStage,
  type DeadLetterState,
} from '../../../lib/contract.ts';

export const SHOWN_STATES = [...DEAD_LETTER_STATES, 'all'] as const;

/** The filters of the list, as the address holds them. Without a state: the open ones. */
export interface LetterSearch {
  readonly view?: 'groups';
  readonly state?: Exclude<DeadLetterState, 'open'> | 'all';
  readonly source?: DeadLetterSource;
  readonly stage?: DeadLetterStage;
  readonly workflow?: string;
  readonly fingerprint?: string;
  readonly text?: string;
}

const textOf = (value: unknown): string =>
  typeof value === 'number' ? `${value}` : typeof value === 'string' ? value : '';

/** Reads the filters from an address; what is not understood, or usual, is left out. */
export function readLetterSearch(search: Readonly<Record<string, unknown>>): LetterSearch {
  const state = SHOWN_STATES.find((known) => known === search.state);
  const source = DEAD_LETTER_SOURCES.find((known) => known === search.source);
  const stage = DEAD_LETTER_STAGES.find((known) => known === search.stage);
  const [workflow, fingerprint] = [textOf(search.workflow), textOf(search.fingerprint)];
  const text = textOf(search.text).slice(0, 200);
  return {
    ...(search.view === 'groups' ? { view: search.view } : {}),
    ...(state === undefined || state === 'open' ? {} : { state }),
    ...(source === undefined ? {} : { source }),
    ...(stage === undefined ? {} : { stage }),
    ...(workflow === '' ? {} : { workflow }),
    ...(fingerprint === '' ? {} : { fingerprint }),
    ...(text === '' ? {} : { text }),
  };
}

/** The filters as the API takes them. */
export function toLetterFilter({ view: _, state, source, stage, ...search }: LetterSearch): DeadLetterFilter {
  return {
    ...search,
    ...(state === 'all' ? {} : { state: [state ?? 'open'] }),
    ...(source === undefined ? {} : { source: [source] }),
    ...(stage === undefined ? {} : { stage: [stage] }),
  };
}

/** Whether fewer are shown than there are of a state. */
export const isNarrowed = ({ view: _, state, ...search }: LetterSearch): boolean =>
  Object.keys(search).length > 0 || (state !== undefined && state !== 'all');
