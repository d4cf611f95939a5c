import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { WorkflowCanvas } from '../../../components/canvas/workflow-canvas.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { Run, Step } from '../../../lib/contract.ts';
import { connectorsQuery } from '../../../lib/queries/connectors.ts';
import { versionDocumentQuery } from '../../../lib/queries/workflows.ts';
import type { RunningStep } from '../../../lib/run-events.ts';
import { stepStatesOf } from '../model/step-states.ts';

interface Props {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly running: readonly RunningStep[];
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}

/** The version that ran, with how each of its states fared. */
export function RunCanvas({ run, steps, running, selected, onSelect }: Props): ReactElement {
  const version = useQuery(versionDocumentQuery(run.workflow.name, run.version));
  const connectors = useQuery(connectorsQuery);
  if (version.error !== null) return <ProblemAlert error={version.error} onRetry={() => void version.refetch()} />;
  if (version.data === undefined) return <Skeleton />;
  const select = (state: string | undefined): void => {
    const last = steps.findLast((step) => step.state === state);
    if (last !== undefined) onSelect(last.path);
  };
  return (
    <WorkflowCanvas
      document={version.data.document}
      readOnly
      {...(selected === undefined ? {} : { selectedState: selected })}
      onSelectState={select}
      stepStates={stepStatesOf(run, steps, running)}
      connectors={[...(connectors.data?.items ?? [])]}
    />
  );
}
