// What can start a workflow.
import type { Trigger } from '@millrace/machine';
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import { ownTriggers } from '../../../../lib/new-workflow.ts';

/** A trigger as it is offered. */
export interface TriggerChoice {
  readonly id: string;
  readonly trigger: Trigger;
  /** Of an app's event: what it is called, and whose it is. */
  readonly event?: { readonly title: string; readonly description: string; readonly of: ConnectorDescription };
}

/** Everything that can start a workflow of this name: the product's own triggers, then each event of each connector. */
export function triggerChoices(name: string, connectors: readonly ConnectorDescription[]): readonly TriggerChoice[] {
  const events = connectors.flatMap((of) =>
    of.triggers.map(({ name: event, title, description }): TriggerChoice => {
      const use = `${of.name}/${event}`;
      return { id: use, trigger: { type: 'connector', use }, event: { title, description, of } };
    }),
  );
  return [...ownTriggers(name).map((trigger) => ({ id: trigger.type, trigger })), ...events];
}
