import { idempotencyKeyOf } from '@millrace/runtime';
import type { TaskEnd } from '../../simulation/task-script.ts';
import type { CastMachine } from './cast.ts';
import { CHAOS_SCRIPT } from './script.ts';

/** A call of a random machine, as the sink sees it. */
export interface MachineCall {
  readonly machine: string;
  readonly runId: string;
  readonly key: string;
  readonly value: number;
}
/** Where in its run a call comes from, and what its machine counts on. */
export interface MachineAnswer {
  readonly path: string;
  readonly end: TaskEnd;
  /** What whoever is given a token does with it. */
  readonly person: { readonly answer: TaskEnd; readonly afterMs: number };
}

/** Of so many runs the keys are at hand. */
const KNOWN_RUNS = 2000;

/** Tells what random machines ask for. A machine names no path: which place a key belongs to is found by the model's places. */
export class MachineSink {
  readonly #machines: ReadonlyMap<string, { readonly salt: number; readonly places: readonly string[] }>;
  readonly #pathsByRun = new Map<string, ReadonlyMap<string, string>>();

  constructor(machines: readonly CastMachine[]) {
    this.#machines = new Map(machines.map((machine) => [machine.document.name, placesOf(machine)]));
  }

  /** Undefined for what no machine does: an unknown machine, or a key of none of its places. */
  read({ machine, runId, key, value }: MachineCall): MachineAnswer | undefined {
    const known = this.#machines.get(machine);
    const path = known === undefined ? undefined : this.#pathsOf(runId, known.places).get(key);
    if (known === undefined || path === undefined) return undefined;
    const call = { salt: known.salt, path, attempt: 1, arguments: value };
    const end: TaskEnd = path.endsWith('/Compensate') ? { kind: 'returned', output: 0 } : CHAOS_SCRIPT.task(call);
    const { answers, afterMs } = CHAOS_SCRIPT.person(call) ?? { answers: [], afterMs: 0 };
    return { path, end, person: { answer: answers[0] ?? end, afterMs } };
  }

  #pathsOf(runId: string, places: readonly string[]): ReadonlyMap<string, string> {
    const known = this.#pathsByRun.get(runId);
    if (known !== undefined) return known;
    const paths = new Map(places.map((path) => [idempotencyKeyOf(runId, path), path]));
    this.#pathsByRun.set(runId, paths);
    const [oldest] = this.#pathsByRun.keys();
    if (this.#pathsByRun.size > KNOWN_RUNS && oldest !== undefined) this.#pathsByRun.delete(oldest);
    return paths;
  }
}

function placesOf({ salt, outcomes }: CastMachine): { readonly salt: number; readonly places: readonly string[] } {
  const paths = outcomes.flatMap(({ ways }) => ways.flatMap(({ must, may }) => [...must, ...may]));
  return { salt, places: [...new Set(paths)].flatMap((path) => [path, `${path}/Compensate`]) };
}
