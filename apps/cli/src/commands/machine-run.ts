import { createEvaluator } from '@millrace/expressions';
import { initialCheckpoint, interpret, type JsonObject, type JsonValue, type Machine } from '@millrace/machine';
import { CliError } from '../errors.ts';
import { VirtualHost, type TaskMocks } from '../offline/virtual-host.ts';
import { printJson } from '../output.ts';
import { readJsonFile } from '../read-json.ts';

export interface MachineRunOptions {
  readonly input?: string;
  readonly tasks?: string;
  readonly trace?: boolean;
}

/** Runs a machine, or the machine of a workflow document, with mocked tasks and virtual time. Gives the exit code. */
export async function runMachine(path: string, options: MachineRunOptions): Promise<number> {
  const machine = machineOf(readJsonFile(path));
  const input = options.input === undefined ? {} : readJsonFile(options.input);
  const mocks = options.tasks === undefined ? {} : (readJsonFile(options.tasks) as unknown as TaskMocks);
  const host = new VirtualHost({ evaluator: createEvaluator(), mocks, input });
  const outcome = await interpret(machine, initialCheckpoint(machine, input), host);
  const trace = options.trace === true ? { trace: host.trace } : {};
  if (outcome.kind === 'succeeded') {
    printJson({ status: 'SUCCEEDED', output: outcome.output, ...trace });
    return 0;
  }
  if (outcome.kind === 'suspended') throw new CliError('The machine waits for something that only a server can give.');
  const status = outcome.kind === 'timed_out' ? 'TIMED_OUT' : 'FAILED';
  printJson({ status, error: outcome.error, cause: outcome.cause, ...trace });
  return 1;
}

/** The machine of a file: itself, or inside a workflow document. */
export function machineOf(document: JsonValue): Machine {
  const { machine, States } = (typeof document === 'object' && document !== null ? document : {}) as JsonObject;
  const found = States === undefined ? machine : document;
  if (typeof found !== 'object' || found === null || !('States' in found) || !('StartAt' in found)) {
    throw new CliError(
      'The file holds neither a machine ("StartAt" and "States") nor a workflow document ("machine").',
    );
  }
  return found as unknown as Machine;
}
