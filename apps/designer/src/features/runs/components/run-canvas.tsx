import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useEffectEvent } from 'react';
import { selectOnly } from '../../../components/canvas/canvas-events.ts';
import { WorkflowCanvas } from '../../../components/canvas/workflow-canvas.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { RunWithPayload } from '../../../lib/contract.ts';
import { connectorsQuery } from '../../../lib/queries/connectors.ts';
import { runDocumentQuery } from '../../../lib/queries/run-document.ts';
import { hasEnded } from '../../../lib/state-look.ts';
import { readPath } from '../../../lib/step-path.ts';
import type { WaterfallRow } from '../../../components/run-view/model/waterfall.ts';
import type { RunSteps } from '../../../components/run-view/use-run-steps.ts';
import { useShownStates } from '../../../components/run-view/use-shown-states.ts';

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
  const { finished, running } = steps;
  const shown = useShownStates({ run, finished, running, document: version.data?.document });
  const follow = useEffectEvent(shown.follow);
  const path = selected?.path;
  useEffect(() => {
    // What is chosen elsewhere, such as in the waterfall, may be of another item of a loop.
    if (path !== undefined) follow(path);
  }, [path]);
  if (version.error !== null) return <ProblemAlert error={version.error} onRetry={() => void version.refetch()} />;
  if (version.data === undefined) return <Skeleton />;
  const select = (state: string | undefined): void => {
    const last = shown.steps.findLast((step) => step.state === state);
    if (last !== undefined) onSelect(last.path);
  };
  const unseen = hasEnded(run.status) ? 'notTaken' : 'notReached';
  return (
    <WorkflowCanvas
      document={version.data.document}
      readOnly
      selection={selectOnly(path === undefined ? undefined : readPath(path).parts.at(-1)?.name)}
      onSelect={({ current }) => select(current)}
      {...(shown.stepStates === undefined ? {} : { stepStates: shown.stepStates })}
      iterations={shown.iterations}
      onIteration={shown.showIteration}
      unseen={steps.isCut ? 'notShown' : unseen}
      connectors={[...(connectors.data?.items ?? [])]}
    />
  );
}
