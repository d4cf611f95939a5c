import { use, useEffect, useEffectEvent, useRef } from 'react';
import { WorkbenchContext } from '../workbench-context.ts';
import type { Picked } from './picked.ts';

/** Keeps a value that no step keeps yet, and says whether that was needed. */
export function useKeeping(): (picked: Picked) => boolean {
  const workbench = use(WorkbenchContext);
  return ({ root: { prepare, step, id } }) => {
    const latest = workbench?.draft.latest();
    const prepared = latest === undefined ? undefined : prepare?.(latest);
    if (workbench === undefined || prepared === undefined || prepared === latest) return false;
    const of = step === undefined ? {} : { step: step.name };
    workbench.draft.change(prepared, { name: 'change', ...of, key: `keep/${id}` });
    return true;
  };
}

/** Picks a value. One that no step keeps yet is kept first, and picked as soon as the document says so. */
export function usePreparedPick(onPick: (picked: Picked) => void): (picked: Picked) => void {
  const document = use(WorkbenchContext)?.document;
  const keep = useKeeping();
  const waiting = useRef<Picked>(undefined);
  const pickWaiting = useEffectEvent(() => {
    const picked = waiting.current;
    waiting.current = undefined;
    if (picked !== undefined) onPick(picked);
  });
  useEffect(() => pickWaiting(), [document]);
  return (picked) => {
    if (keep(picked)) waiting.current = picked;
    else onPick(picked);
  };
}
