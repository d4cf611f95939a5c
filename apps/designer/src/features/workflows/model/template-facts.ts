// What can be told of a workflow before it is made.
import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import { namedConnectors } from '../../../lib/named-connectors.ts';

export interface TemplateFacts {
  readonly triggers: readonly Trigger[];
  /** Names of the connectors that it calls. */
  readonly connectors: readonly string[];
  readonly stepCount: number;
  /** The first of its states that look different from each other, for a row of marks. */
  readonly marked: readonly State[];
  /** Names of the steps that call an address which is an example: there goes one's own. */
  readonly toFillIn: readonly string[];
}

const MOST_MARKS = 4;
/** RFC 2606: nobody's address, for examples. */
const EXAMPLE_ADDRESS = /\/\/([\w-]+\.)*example\.(com|org|net)\b/;

/** What a document does, in a few facts. */
export function factsOf(document: WorkflowDocument): TemplateFacts {
  const places = placesOf(document);
  const marked = new Map<string, State>();
  for (const { state } of places) {
    const look = state.Type === 'Task' ? state.Resource : state.Type;
    if (!marked.has(look)) marked.set(look, state);
  }
  return {
    triggers: Object.values(document.triggers ?? {}),
    connectors: namedConnectors({ machine: document.machine, triggers: document.triggers }),
    stepCount: places.length,
    marked: [...marked.values()].slice(0, MOST_MARKS),
    toFillIn: places.flatMap(({ name, state }) =>
      state.Type === 'Task' && EXAMPLE_ADDRESS.test(JSON.stringify(state.Arguments ?? {})) ? [name] : [],
    ),
  };
}
