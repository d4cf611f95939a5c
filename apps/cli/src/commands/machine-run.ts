import { createEvaluator } from '@millrace/expressions';
import {
  checkSchema,
  initialCheckpoint,
  interpret,
  machineSchema,
  type JsonObject,
  type JsonValue,
  type Machine,
  type Outcome,
  type StepEvent,
} from '@millrace/machine';
import { answersFrom, VirtualHost, WorkflowTestError } from '@millrace/workflow-tests';
import { CliError } from '../errors.ts';
import { readMocks } from '../offline/read-mocks.ts';
import { traceOf } from '../offline/trace.ts';
import { readJsonFile } from '../read-json.ts';
import { writeJson, type Terminal } from '../terminal.ts';

export interface MachineRunOptions {
  readonly input?: string;
  readonly tasks?: string;
  readonly trace?: boolean;
}

/** Runs a machine, or the machine of a workflow document, with mocked tasks and virtual time. Gives the exit code. */
export async function runMachine(terminal: Terminal, path: string, options: MachineRunOptions): Promise<number> {
  const machine = machineOf(await readJsonFile(path, terminal));
  const input = options.input === undefined ? {} : await readJsonFile(options.input, terminal);
  const mocks = options.tasks === undefined ? {} : readMocks(await readJsonFile(options.tasks, terminal));
  const events: StepEvent[] = [];
  const onEvent = (event: StepEvent): void => void events.push(event);
  const host = new VirtualHost({ evaluator: createEvaluator(), answer: answersFrom(mocks), input, onEvent });
  const outcome = await interpretFile(machine, input, host);
  writeJson(terminal, { ...answerOf(outcome), ...(options.trace === true ? { trace: events.flatMap(traceOf) } : {}) });
  return outcome.kind === 'succeeded' ? 0 : 1;
}

/** The machine of a file: itself, or inside a workflow document. */
function machineOf(document: JsonValue): Machine {
  const { machine, States } = (typeof document === 'object' && document !== null ? document : {}) as JsonObject;
  const found = States === undefined ? machine : document;
  if (typeof found !== 'object' || found === null || !('States' in found) || !('StartAt' in found)) {
    throw new CliError(
      'The file holds neither a machine ("StartAt" and "States") nor a workflow document ("machine").',
    );
  }
  return found as unknown as Machine;
}

/** The interpreter trusts a machine's shape. A file has none to be trusted: where that shows, the file is to blame. */
async function interpretFile(machine: Machine, input: JsonValue, host: VirtualHost): Promise<Outcome> {
  try {
    return await interpret(machine, initialCheckpoint(machine, input), host);
  } catch (cause) {
    if (cause instanceof WorkflowTestError) throw missingMock(cause);
    const [violation] = checkSchema(machineSchema, machine as unknown as JsonValue);
    if (violation === undefined) throw cause;
    const { path, message } = violation;
    const where = path === '' ? 'The machine' : path;
    throw new CliError(`${where} ${message}. "millrace machine validate" prints every problem.`, { cause });
  }
}

const missingMock = ({ state = '' }: WorkflowTestError): CliError =>
  new CliError(
    `The task "${state}" has no mock. Add it to the file given with --tasks: { "${state}": [ { "return": … } ] }.`,
  );

/** As Step Functions answers: a Fail without Error or Cause leaves them out. */
function answerOf(outcome: Outcome): object {
  if (outcome.kind === 'succeeded') return { status: 'SUCCEEDED', output: outcome.output };
  if (outcome.kind === 'suspended') throw new CliError('The machine waits for something that only a server can give.');
  const { kind, error, cause } = outcome;
  return {
    status: kind === 'timed_out' ? 'TIMED_OUT' : 'FAILED',
    ...(error === '' ? {} : { error }),
    ...(cause === '' ? {} : { cause }),
  };
}
