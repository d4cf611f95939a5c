import type { Installation } from '../installation.ts';
import type { PlannedFault } from '../plan.ts';

/** Does one fault to its end; resolves with what is worth noting. It begins `startedMs` late when its victim was not there. */
export type Inject = (
  fault: PlannedFault,
  installation: Installation,
) => Promise<Readonly<Record<string, unknown>> & { readonly startedMs?: number }>;
