import { outlineOf } from '../../../../components/canvas/model/slot.ts';
import { useWorkbench } from '../workbench-context.ts';

/** The steps that a step may lead to, in reading order. */
export function useTargets(name: string): string[] {
  const { document } = useWorkbench();
  return outlineOf(document).filter((other) => other !== name);
}
