import type { WorkflowDocument } from '@millrace/machine';

/** Lets steps pass their input through, or run again. */
export function setSkipped(document: WorkflowDocument, names: readonly string[], isSkipped: boolean): WorkflowDocument {
  const others = (document.settings?.skip ?? []).filter((entry) => !names.includes(entry));
  return { ...document, settings: { ...document.settings, skip: isSkipped ? [...others, ...names] : others } };
}

/** Changes the list of skipped steps, where there is one. */
export function withSkips(
  document: WorkflowDocument,
  change: (skip: readonly string[]) => readonly string[],
): WorkflowDocument {
  const skip = document.settings?.skip;
  return skip === undefined ? document : { ...document, settings: { ...document.settings, skip: change(skip) } };
}

export const withoutSkips = (document: WorkflowDocument, gone: ReadonlySet<string>): WorkflowDocument =>
  withSkips(document, (skip) => (skip.some((name) => gone.has(name)) ? skip.filter((name) => !gone.has(name)) : skip));
