import type { JsonObject, TaskCall } from '@millrace/machine';
import type { RunStart, RunSurroundings } from '../active-run.ts';
import { failed, type TaskReport, type TaskTarget } from './task-target.ts';

/** `code:javascript`: a function that somebody wrote into the workflow. It reaches nothing, so it may be run again. */
export function codeTask({ ports }: RunSurroundings, run: RunStart): TaskTarget {
  return {
    effects: 'read',
    timeoutSeconds: ports.settings.codeTimeoutSeconds,
    call: async (call, { control, timeoutMs }): Promise<TaskReport> => {
      const code = readArguments(call);
      if (code === undefined) return failed('States.Runtime', ARGUMENTS_WRONG);
      const { workspaceId } = run.version;
      const { end, log } = await ports.sandbox.run({ workspaceId, ...code, timeoutMs, signal: control.signal });
      const result =
        end.kind === 'returned'
          ? { kind: 'returned' as const, output: end.output }
          : { kind: 'threw' as const, error: { error: end.error, cause: end.cause } };
      return { result, log, secrets: [] };
    },
  };
}

const ARGUMENTS_WRONG =
  'The Arguments of a code step are { "source": "<text of a function>", "input": <anything> }; these are not.';

function readArguments({ arguments: given }: TaskCall): { source: string; input: JsonObject[string] } | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const { source, input = null } = given as JsonObject;
  return typeof source === 'string' ? { source, input } : undefined;
}
