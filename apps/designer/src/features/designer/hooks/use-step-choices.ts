import { useLocalStorage } from '@mantine/hooks';
import type { WorkflowDocument } from '@millrace/machine';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { allConnectionsQuery } from '../../../lib/queries/connections.ts';
import { connectedNames, countUses, fittingChoices, type Ranking } from '../model/quick-add/rank-choices.ts';
import { stepChoices, type StepChoice } from '../model/quick-add/step-choices.ts';

const NO_CONNECTIONS: readonly Connection[] = [];
const NOTHING_FITS: ReadonlySet<string> = new Set();

/** What can be added, how it is ranked, and how a choice is remembered. */
export interface StepChoices {
  readonly choices: readonly StepChoice[];
  readonly ranking: Ranking;
  readonly remember: (choice: StepChoice) => void;
}

interface Around {
  readonly document: WorkflowDocument;
  readonly connectors: readonly ConnectorDescription[];
  readonly workspace: string;
  /** Where the step is to stand; absent where that does not matter. */
  readonly slot?: Slot | undefined;
}

/** Everything that can be added, ranked by its use in this workspace and by what fits the place. */
export function useStepChoices({ document, connectors, workspace, slot }: Around): StepChoices {
  const { t } = useTranslation('workbench');
  const connections = useQuery(allConnectionsQuery).data ?? NO_CONNECTIONS;
  const [chosen, setChosen] = useLocalStorage<Readonly<Record<string, number>>>({
    key: `millrace-chosen-steps/${workspace}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const choices = useMemo(() => stepChoices(connectors, (key) => t(key)), [connectors, t]);
  const ranking = useMemo(
    () => ({
      uses: countUses(document, chosen),
      fitting: slot === undefined ? NOTHING_FITS : fittingChoices(document, slot, connectors),
      connected: connectedNames(connections),
    }),
    [document, chosen, slot, connectors, connections],
  );
  return {
    choices,
    ranking,
    remember: ({ id }) => setChosen((before) => ({ ...before, [id]: (before[id] ?? 0) + 1 })),
  };
}
