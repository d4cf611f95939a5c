import type { MapState, State } from '@millrace/machine';
import { innerMachines } from './scope.ts';
import { describeValue } from './words.ts';

/** A state that is drawn as a box around the states inside of it. */
export const isContainer = ({ Type }: State): boolean => Type === 'Map' || Type === 'Parallel';

/** What the head of a box says of its setting. */
interface ContainerFacts {
  /** How many machines it holds. */
  readonly branches: number;
  /** What a Map goes through. */
  readonly items: string;
  /** How many items at once; empty for as many as the installation allows. */
  readonly atOnce: string;
  readonly batchSize: string;
  /** How many failed items do not fail the whole: `3`, `10 %`. */
  readonly tolerated: string;
}

const amount = (value: number | string | undefined): string =>
  value === undefined || value === 0 ? '' : describeValue(String(value));

export function containerFacts(state: State): ContainerFacts {
  const branches = innerMachines(state).length;
  if (state.Type !== 'Map') return { branches, items: '', atOnce: '', batchSize: '', tolerated: '' };
  const { Items, MaxConcurrency, ItemBatcher } = state;
  return {
    branches,
    items: typeof Items === 'string' ? describeValue(Items) : '',
    atOnce: amount(MaxConcurrency),
    batchSize: amount(ItemBatcher?.MaxItemsPerBatch),
    tolerated: toleratedBy(state),
  };
}

function toleratedBy({ ToleratedFailureCount, ToleratedFailurePercentage }: MapState): string {
  const share = amount(ToleratedFailurePercentage);
  return [amount(ToleratedFailureCount), share === '' ? '' : `${share} %`].filter((part) => part !== '').join(', ');
}
