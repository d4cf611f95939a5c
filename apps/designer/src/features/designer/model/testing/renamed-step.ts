import type { State, WorkflowDocument } from '@millrace/machine';
import { placesOf } from '../../../../components/canvas/model/scope.ts';

/** A step's name before and after. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/**
 * The step that has another name than before, however that came: by a command, its undoing, or in the JSON. What is kept for it
 * outside of the document follows.
 */
export function renamedStep(before: WorkflowDocument, after: WorkflowDocument): Renaming | undefined {
  if (before === after) return undefined;
  const [was, is] = [placesOf(before), placesOf(after)];
  if (was.length !== is.length) return undefined;
  const [names, newNames] = [new Set(was.map(({ name }) => name)), new Set(is.map(({ name }) => name))];
  const gone = was.filter(({ name }) => !newNames.has(name));
  const added = is.filter(({ name }) => !names.has(name));
  const [from, to] = [gone[0], added[0]];
  if (gone.length !== 1 || added.length !== 1 || from === undefined || to === undefined) return undefined;
  return bodyOf(from.state) === bodyOf(to.state) ? { from: from.name, to: to.name } : undefined;
}

/** A step without where it leads: a step that leads to itself is renamed there too. */
function bodyOf(state: State): string {
  return JSON.stringify(state, (key, value: unknown) =>
    key === 'Next' || key === 'Default' || key === 'StartAt' ? undefined : value,
  );
}
