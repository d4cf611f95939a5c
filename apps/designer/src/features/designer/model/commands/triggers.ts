import type { Trigger, WorkflowDocument } from '@millrace/machine';

/** Replaces one trigger's definition. */
export function setTrigger(document: WorkflowDocument, id: string, trigger: Trigger): WorkflowDocument {
  return { ...document, triggers: { ...document.triggers, [id]: trigger } };
}

/** Adds a trigger under an id that is free; the id stays whatever becomes of the trigger. */
export function addTrigger(
  document: WorkflowDocument,
  trigger: Trigger,
): { readonly document: WorkflowDocument; readonly id: string } {
  const taken = document.triggers ?? {};
  let id: string = trigger.type;
  for (let number = 2; Object.hasOwn(taken, id); number += 1) id = `${trigger.type}-${number}`;
  return { document: setTrigger(document, id, trigger), id };
}

/** Removes a trigger. */
export function removeTrigger(document: WorkflowDocument, id: string): WorkflowDocument {
  if (!Object.hasOwn(document.triggers ?? {}, id)) return document;
  const { [id]: _, ...triggers } = document.triggers ?? {};
  return { ...document, triggers };
}
