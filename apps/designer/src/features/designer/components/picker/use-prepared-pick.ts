import { use, useEffect, useEffectEvent, useRef } from 'react';
import { WorkbenchContext } from '../workbench-context.ts';
import type { Picked } from './picked.ts';

/** Picks a value. One that no step keeps yet is kept first, and picked as soon as the document says so. */
export function usePreparedPick(onPick: (picked: Picked) => void): (picked: Picked) => void {
  const workbench = use(WorkbenchContext);
  const waiting = useRef<Picked>(undefined);
  const document = workbench?.document;
  const pickWaiting = useEffectEvent(() => {
    const picked = waiting.current;
    waiting.current = undefined;
    if (picked !== undefined) onPick(picked);
  });
  useEffect(() => pickWaiting(), [document]);
  return (picked) => {
    const { prepare, step, id } = picked.root;
    const latest = workbench?.draft.latest();
    const prepared = latest === undefined ? undefined : prepare?.(latest);
    if (workbench === undefined || prepared === undefined || prepared === latest) {
      onPick(picked);
      return;
    }
    waiting.current = picked;
    const of = step === undefined ? {} : { step: step.name };
    workbench.draft.change(prepared, { name: 'change', ...of, key: `keep/${id}` });
  };
}
