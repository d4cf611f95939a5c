import type { JsonValue } from '@millrace/machine';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RetryPlan, RunWithPayload, Step } from '../../../lib/contract.ts';
import { retryPlanQuery, type RunAgainWish, type WantedVersion } from '../../../lib/queries/runs.ts';
import { type Again, hasGap, inputFor, isSameJson } from '../model/run-again.ts';
import { type AgainMutation, useRunAgain } from './use-run-again.ts';

interface AgainForm {
  readonly version: WantedVersion;
  readonly setVersion: (version: WantedVersion) => void;
  readonly input: JsonValue | undefined;
  /** Absent: there is nothing to change. */
  readonly setInput: ((input: JsonValue | undefined) => void) | undefined;
  readonly setBroken: (isBroken: boolean) => void;
  /** A secret was taken out of what the step was given, and nobody has put one in. */
  readonly hasGap: boolean;
  readonly plan: RetryPlan | undefined;
  readonly refusal: Error | null;
  readonly making: AgainMutation;
  /** Absent: it cannot be made as it stands here. */
  readonly make: (() => void) | undefined;
}

/** What the dialog asks for, and what would come of it. */
export function useAgainForm(run: RunWithPayload, steps: readonly Step[], again: Again): AgainForm {
  const [version, setVersion] = useState<WantedVersion>('same');
  // What the run is shown to have been given may be read anew meanwhile: what is compared is what stood here first.
  const [given] = useState(() => inputFor(again, run, steps) as JsonValue | undefined);
  const [input, setInput] = useState(given);
  const [isBroken, setBroken] = useState(false);
  const making = useRunAgain(run, again.kind);
  const isChanged = input !== undefined && !isSameJson(input, given);
  const wish: RunAgainWish = { version, ...fromOf(again), ...(isChanged ? { input } : {}) };
  const isRetry = again.kind === 'retry';
  const { data: plan, error: refusal } = useQuery({ ...retryPlanQuery(run.id, wish), enabled: isRetry && !isBroken });
  const isGap = isRetry && isChanged && hasGap(input);
  const mayMake = !isBroken && !isGap && refusal === null && (!isRetry || plan !== undefined);
  return {
    ...{ version, setVersion, input, setBroken, hasGap: isGap, plan, refusal, making },
    setInput: given === undefined ? undefined : setInput,
    make: mayMake ? () => making.mutate(wish) : undefined,
  };
}

const fromOf = (again: Again): Pick<RunAgainWish, 'from'> =>
  again.kind === 'retry' && again.from !== undefined ? { from: again.from } : {};
