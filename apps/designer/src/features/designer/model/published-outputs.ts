import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { findState, placesOf } from '../../../components/canvas/model/scope.ts';
import type { StepSchema } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import { pointerOfState } from './problems.ts';

/** The version that is live, and what services said about it when it was published. */
interface Published {
  readonly document: WorkflowDocument;
  readonly stepSchemas: readonly StepSchema[];
}

/** By step, what it gives, as its service said. A step that calls something else by now gives something else. */
export function publishedOutputs(
  document: WorkflowDocument,
  published: Published | undefined,
): ReadonlyMap<string, JsonObject> {
  const outputs = new Map<string, JsonObject>();
  if (published === undefined) return outputs;
  const schemas = new Map(
    published.stepSchemas
      .filter(({ part }) => part === 'output')
      .map(({ path, schema }) => [path, schema as JsonObject] as const),
  );
  for (const { name, state } of placesOf(document)) {
    const schema = schemas.get(pointerOfState(published.document, name));
    if (schema !== undefined && isSame(callOf(state), callOf(findState(published.document, name))))
      outputs.set(name, schema);
  }
  return outputs;
}

function callOf(state: State | undefined): object | undefined {
  if (state?.Type !== 'Task') return undefined;
  const { Resource, Arguments, Credentials } = state;
  return { Resource, Arguments, Credentials };
}
