import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
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
  { machine }: WorkflowDocument,
  published: Published | undefined,
): ReadonlyMap<string, JsonObject> {
  const outputs = new Map<string, JsonObject>();
  if (published === undefined) return outputs;
  const schemas = new Map(
    published.stepSchemas
      .filter(({ part }) => part === 'output')
      .map(({ path, schema }) => [path, schema as JsonObject] as const),
  );
  for (const [name, state] of Object.entries(machine.States)) {
    const schema = schemas.get(pointerOfState(name));
    if (schema !== undefined && isSame(callOf(state), callOf(published.document.machine.States[name])))
      outputs.set(name, schema);
  }
  return outputs;
}

function callOf(state: State | undefined): object | undefined {
  if (state?.Type !== 'Task') return undefined;
  const { Resource, Arguments, Credentials } = state;
  return { Resource, Arguments, Credentials };
}
