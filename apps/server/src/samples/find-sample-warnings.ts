import { checkSchema, type JsonObject, type JsonValue, type Machine, type State } from '@millrace/machine';
import { findStatePlace } from '@millrace/runtime';
import { findActionSummary, type ConnectorDescription } from '../connectors/connector-catalogue.ts';
import type { Finding } from '../http/problem.dto.ts';

const MAX_WARNINGS = 50;
const ACTION = /^connector:([^/]+)\/([^/.]+)/;
const STANDS_IN = ['Task', 'Map', 'Parallel'];

/** How a sample differs from what its step would give, with paths into the value; and whether there is such a step. */
export function findSampleWarnings(
  draft: JsonValue,
  { state, output }: { readonly state: string; readonly output: JsonValue | undefined },
  connectors: readonly ConnectorDescription[],
): readonly Finding[] {
  const found = findState(draft, state);
  if (found === undefined) return [warning('sample.step_unknown', '', `The draft has no step named "${state}" yet.`)];
  if (!STANDS_IN.includes(found.Type)) {
    return [warning('sample.unused', '', `"${state}" calls nothing, so nothing needs to stand in for it.`)];
  }
  const schema = outputSchemaOf(found, connectors);
  if (output === undefined || schema === undefined) return [];
  // Patterns are strangers', and a sample is looked at by a person anyway.
  const violations = checkSchema(schema, output, { path: '/output', matches: () => undefined });
  return violations
    .slice(0, MAX_WARNINGS)
    .map(({ path, message }) => warning('sample.differs', path, `${path.slice(1)} ${message}.`));
}

/** What the action of a step says that it gives. */
function outputSchemaOf(state: State, connectors: readonly ConnectorDescription[]): JsonObject | undefined {
  const [, connector = '', action = ''] = (state.Type === 'Task' ? ACTION.exec(state.Resource) : null) ?? [];
  const summary = findActionSummary(connectors, connector, action);
  return 'missing' in summary ? undefined : summary.output;
}

function findState(draft: JsonValue, name: string): State | undefined {
  const { machine } = (draft ?? {}) as { readonly machine?: Machine | null };
  return typeof machine === 'object' && machine !== null ? findStatePlace(machine, name)?.state : undefined;
}

const warning = (code: string, path: string, message: string): Finding => ({
  code,
  severity: 'warning',
  path,
  message,
});
