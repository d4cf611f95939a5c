// Who reads whose variables: what an edit may break.
import type { State, WorkflowDocument } from '@millrace/machine';

/** The variables that a state sets when it succeeds, when a rule of it matches, or when an error of it is caught. */
export function variablesSetBy(state: State): readonly string[] {
  const of = (part: { readonly Assign?: object }): string[] => Object.keys(part.Assign ?? {});
  return [
    ...('Assign' in state ? of(state) : []),
    ...(state.Type === 'Choice' ? state.Choices.flatMap(of) : []),
    ...('Catch' in state ? state.Catch.flatMap(of) : []),
  ];
}

/** Whether an expression of a state names one of these variables. */
export function readsAny(state: State, variables: readonly string[]): boolean {
  if (variables.length === 0) return false;
  const text = expressionsOf(state).join('\n');
  return variables.some((variable) => new RegExp(`\\$${variable}(?![\\p{ID_Continue}$])`, 'u').test(text));
}

function expressionsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('{%') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsOf) : [];
}

/** The steps that read what a step keeps, in the order of the document. */
export function readersOf({ machine }: WorkflowDocument, name: string): readonly string[] {
  const state = Object.hasOwn(machine.States, name) ? machine.States[name] : undefined;
  if (state === undefined) return [];
  const others = Object.entries(machine.States).filter(([other]) => other !== name);
  const kept = new Set(others.flatMap(([, other]) => variablesSetBy(other)));
  const own = variablesSetBy(state).filter((variable) => !kept.has(variable));
  return others.filter(([, other]) => readsAny(other, own)).map(([other]) => other);
}
