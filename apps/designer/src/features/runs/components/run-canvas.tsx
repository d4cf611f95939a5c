import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { selectOnly } from '../../../components/canvas/canvas-events.ts';
import { WorkflowCanvas } from '../../../components/canvas/workflow-canvas.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { RunWithPayload } from '../../../lib/contract.ts';
import { connectorsQuery } from '../../../lib/queries/connectors.ts';
import { runDocumentQuery } from '../../../lib/queries/run-document.ts';
import { hasEnded } from '../../../lib/state-look.ts';
import { outermostState } from '../../../lib/step-path.ts';
import { stepStatesOf } from '../../../components/run-view/model/step-states.ts';
import type { WaterfallRow } from '../../../components/run-view/model/waterfall.ts';
import type { RunSteps } from '../../../components/run-view/use-run-steps.ts';

interface Props {
  readonly run: RunWithPayload;
  readonly steps: RunSteps;
  readonly selected: WaterfallRow | undefined;
  readonly onSelect: (path: string) => void;
}

/** The version that ran, with how each of its states fared. */
export function RunCanvas({ run, steps, selected, onSelect }: Props): ReactElement {
  const version = useQuery(runDocumentQuery(run));
  const connectors = useQuery(connectorsQuery);
  if (version.error !== null) return <ProblemAlert error={version.error} onRetry={() => void version.refetch()} />;
  if (version.data === undefined) return <Skeleton />;
  const select = (state: string | undefined): void => {
    const last = steps.finished.findLast((step) => step.state === state);
    if (last !== undefined) onSelect(last.path);
  };
  const unseen = hasEnded(run.status) ? 'notTaken' : 'notReached';
  return (
    <WorkflowCanvas
      document={version.data.document}
      readOnly
      selection={selectOnly(selected === undefined ? undefined : outermostState(selected.path))}
      onSelect={({ current }) => select(current)}
      stepStates={stepStatesOf(run, steps.finished, { running: steps.running, held: run.held })}
      unseen={steps.isCut ? 'notShown' : unseen}
      connectors={[...(connectors.data?.items ?? [])]}
    />
  );
}
