import { stepTargets } from '../../model/step-targets.ts';
import { useWorkbench } from '../workbench-context.ts';

/** The steps that a step may lead to. */
export const useTargets = (name: string): string[] => stepTargets(useWorkbench().document, name);
