import type { JsonObject, Trigger } from '@millrace/machine';
import type { ConnectorDescription } from '../../../../lib/contract.ts';

/** The schema of what a connector's trigger tells, if it is known. */
export function triggerSchemaOf(
  connectors: readonly ConnectorDescription[],
  trigger: Trigger | undefined,
): JsonObject | undefined {
  if (trigger?.type !== 'connector') return undefined;
  const [connector, name] = trigger.use.split('/');
  const found = connectors.find((candidate) => candidate.name === connector);
  return found?.triggers.find((candidate) => candidate.name === name)?.output as JsonObject | undefined;
}
