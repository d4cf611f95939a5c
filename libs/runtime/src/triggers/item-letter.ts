import { newLetter } from '../dead-letters/new-letter.ts';
import type { NewDeadLetter } from '../dead-letters/dead-letter.ts';
import type { WorkflowVersionDocument } from '../workflow.ts';
import { toInput, type FailedItem } from './prepare-items.ts';

interface Place {
  readonly id: string;
  readonly version: WorkflowVersionDocument;
  readonly triggerId: string;
}

/** What is kept of an item that becomes no run: whoever told of it will not tell again. */
export function toItemLetter({ item, cause }: FailedItem, { id, version, triggerId }: Place): NewDeadLetter {
  return newLetter(cause, {
    ...{ id, version, triggerId, source: 'trigger' },
    content: { body: Buffer.from(JSON.stringify(toInput(item))), contentType: 'application/json' },
  });
}
