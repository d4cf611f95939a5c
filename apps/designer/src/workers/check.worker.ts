// The engine's own checks, off the page's thread: they walk every expression of the document.
import { inspectExpression, misfitOf } from '@millrace/expressions';
import { withModules } from './late-modules.ts';
import { validate, type ActionSummary, type JsonObject, type JsonValue, type Problem } from '@millrace/machine';

/** What to check, and what is installed. */
export interface CheckRequest {
  readonly id: number;
  readonly document: JsonValue;
  readonly connectors: readonly {
    readonly name: string;
    /** Those that can be pinned. */
    readonly versions: readonly string[];
    /** Without its schema while that is on its way: then anything fits. */
    readonly actions: readonly { readonly name: string; readonly input?: JsonObject }[];
  }[];
}
export interface CheckAnswer {
  readonly id: number;
  readonly problems: readonly Problem[];
}

function check({ document, connectors }: CheckRequest): readonly Problem[] {
  return validate(document, {
    inspectExpression,
    misfitOf,
    connectorVersions: Object.fromEntries(connectors.map(({ name, versions }) => [name, versions])),
    findAction: (connector, action): ActionSummary | { missing: 'connector' | 'action' } => {
      const actions = connectors.find(({ name }) => name === connector)?.actions;
      if (actions === undefined) return { missing: 'connector' };
      const found = actions.find(({ name }) => name === action);
      return found === undefined ? { missing: 'action' } : { ...found, input: found.input ?? {} };
    },
  });
}

async function answer(request: CheckRequest): Promise<void> {
  const problems = await withModules(
    () => check(request),
    () => undefined,
  );
  postMessage({ id: request.id, problems } satisfies CheckAnswer);
}

addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => void answer(data));
