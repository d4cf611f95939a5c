import type { State } from '@millrace/machine';
import { useCallback } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { describeTask } from '../../lib/find-action.ts';
import { innerMachines, readMachine } from './model/scope.ts';

/** What a step is, in words: the same on its card, in its panel and for a screen reader. */
export function useKindWords(connectors: readonly ConnectorDescription[]): (state: State) => string {
  const { t } = useTranslation('canvas');
  return useCallback(
    (state) => {
      if (state.Type === 'Task')
        return describeTask(state.Resource, connectors, (key, values) => t(key, { ...values }));
      const type = t(`type.${state.Type}`);
      const inner = innerMachines(state).map(({ machine }) => Object.keys(readMachine(machine).States).length);
      if (state.Type === 'Map') return `${type} · ${t('inside.steps', { count: inner[0] ?? 0 })}`;
      return state.Type === 'Parallel' ? `${type} · ${t('inside.branches', { count: inner.length })}` : type;
    },
    [t, connectors],
  );
}
