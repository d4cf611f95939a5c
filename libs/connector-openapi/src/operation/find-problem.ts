import type { OperationEntry } from '../document/openapi-document.ts';
import { placeholdersOf, type ReadParameters } from './read-parameters.ts';

/** Why an operation cannot become an action, as a sentence; undefined when it can. */
export function findProblem({ path }: OperationEntry, { parameters }: ReadParameters): string | undefined {
  const unwritable = parameters.find(({ problem, isRequired }) => problem !== undefined && isRequired);
  if (unwritable?.problem !== undefined) return unwritable.problem;
  // The platform would fill it in with a field of the connection.
  if (placeholdersOf(path).some((name) => name.startsWith('connection.')))
    return 'A part of its path is named like a field of the connection.';
  return /[\s\\]/.test(path.replace(/\{[^{}]*\}/g, '')) ? 'Its path holds what no address does.' : undefined;
}
