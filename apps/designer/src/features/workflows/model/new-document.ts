import type { Trigger, WorkflowDocument } from '@millrace/machine';

/** A name that no other workflow has: `base`, `base-2`, `base-3` … */
export function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** The first draft: one trigger, and one step that passes its input on. */
export function newDocument(kind: Trigger['type'], name: string, title: string): WorkflowDocument {
  const trigger: Trigger = kind === 'webhook' ? { type: 'webhook', path: name } : { type: 'call' };
  return {
    millrace: 1,
    name,
    title,
    triggers: { [kind]: trigger },
    machine: { QueryLanguage: 'JSONata', StartAt: 'Transform', States: { Transform: { Type: 'Pass', End: true } } },
  };
}
