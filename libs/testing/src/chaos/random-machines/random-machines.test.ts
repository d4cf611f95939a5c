// Random machines as they are published, in an engine without faults: each run ends as the model says, by the checks of a
// chaos run itself.
import { inspectExpression, misfitOf } from '@millrace/expressions';
import { validate, type JsonObject, type JsonValue, type WorkflowDocument } from '@millrace/machine';
import type { ConnectorCall, ConnectorOutcome } from '@millrace/runtime';
import { TestInstallation, type TestEngine } from '../../installation.ts';
import { returned, threw } from '../../scripted-connectors.ts';
import type { RunFact } from '../facts.ts';
import { checkInvariants } from '../invariants/table.ts';
import type { EffectEntry } from '../ledger.ts';
import { anAnswer, anEffect, anEvent, aSend, flawless } from '../testing/hand-made.ts';
import { randomMachinesWorkload } from '../workloads/random.ts';
import { ID_HEADER } from '../workloads/states.ts';
import { castMachines, type CastMachine } from './cast.ts';
import { MachineSink, type MachineAnswer } from './machine-sink.ts';

const COUNT = 18;
const SINK = 'http://127.0.0.1:1';
const LONGEST_MS = 120_000;

/** Casting looks at many machines. */
const cast = new Map<number, readonly CastMachine[]>();
function machinesOf(seed: number): readonly CastMachine[] {
  const machines = cast.get(seed) ?? castMachines(seed, COUNT);
  cast.set(seed, machines);
  return machines;
}
const documentsOf = (machines: readonly CastMachine[]): readonly JsonValue[] =>
  randomMachinesWorkload(machines, 1).documents({ sinkUrl: SINK, secret: '' }) as unknown as readonly JsonValue[];

test('a seed decides the machines, and another one decides otherwise', () => {
  expect(castMachines(7, 4)).toEqual(
    machinesOf(7)
      .slice(0, 4)
      .map((machine) => expect.objectContaining({ salt: machine.salt, document: machine.document }) as CastMachine),
  );
  expect(machinesOf(8)[0]?.document).not.toEqual(machinesOf(7)[0]?.document);
});

test('all kinds of states have their turn', () => {
  const text = JSON.stringify([1, 2, 3].flatMap((seed) => documentsOf(machinesOf(seed))));
  for (const type of ['Task', 'Wait', 'Choice', 'Pass', 'Parallel', 'Map', 'Succeed', 'Fail'])
    expect(text).toContain(`"Type":"${type}"`);
  for (const word of ['waitForTaskToken', 'code:javascript', 'Compensate', '"Catch"', '"durability":"run"'])
    expect(text).toContain(word);
});

test.each([1, 2, 3, 4, 5])('what is published passes the checks of documents: seed %i', (seed) => {
  for (const document of documentsOf(machinesOf(seed))) {
    const problems = validate(document, { inspectExpression, misfitOf });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
});

test.each([1, 2, 3, 4, 5, 6, 7])('without faults every run ends as the model says: seed %i', async (seed) => {
  const machines = machinesOf(seed);
  const documents = documentsOf(machines);
  for (const [index, machine] of machines.entries()) {
    for (const [value, { ways, mayRepeat, undone }] of machine.outcomes.entries()) {
      const { run, effects } = await new World(machines).execute(
        documents[index] as unknown as WorkflowDocument,
        value,
      );
      const undo = undone.map((of) => ({ of, by: `${of}/Compensate` }));
      const event = anEvent({ expected: { effects: [], ends: {}, attempts: 4, ways, mayRepeat, undo } });
      const accepted = [aSend(), anAnswer({ runId: run.id })];
      const facts = flawless({ events: new Map([['e-1', event]]), accepted, effects, runs: [run], changes: [] });
      const broken = checkInvariants(facts, false).flatMap(({ violations }) => violations);
      expect(broken).toEqual([]);
    }
  }
});

test('a sink that is asked by nobody it knows says so', () => {
  const sink = new MachineSink(machinesOf(1));
  expect(sink.read({ machine: 'chaos-random-1', runId: 'run', key: 'of nobody', value: 1 })).toBeUndefined();
  expect(sink.read({ machine: 'chaos-door', runId: 'run', key: 'of nobody', value: 1 })).toBeUndefined();
});

/** An engine, and the sink behind its connector. */
class World {
  readonly #place = new TestInstallation();
  readonly #effects: EffectEntry[] = [];
  readonly #sink: MachineSink;
  #engine: TestEngine['engine'] | undefined;

  constructor(machines: readonly CastMachine[]) {
    this.#sink = new MachineSink(machines);
    this.#place.connectors.on('http/request', (call) => this.#answer(call));
  }

  async execute(
    document: WorkflowDocument,
    value: number,
  ): Promise<{ readonly run: RunFact; readonly effects: readonly EffectEntry[] }> {
    const { engine } = await this.#place.startEngine();
    this.#engine = engine;
    const input = { headers: { [ID_HEADER]: 'e-1' }, body: { id: 'e-1', value } };
    const { runId } = await engine.accept(await this.#place.event(document, { input }));
    await this.#place.clock.advance(LONGEST_MS);
    const { status, error, cause, output } = await this.#place.read(runId);
    const facts = {
      id: runId,
      eventId: 'e-1',
      workflow: document.name,
      fence: 1,
      isChild: false,
      isDue: false,
      madeAt: 0,
    };
    const ended = { status, error, cause, output: typeof output === 'string' ? output : undefined };
    return { run: { ...facts, ...ended } as RunFact, effects: this.#effects };
  }

  #answer({ idempotencyKey, arguments: given }: ConnectorCall): ConnectorOutcome {
    const { body, query } = given as { readonly body: JsonObject; readonly query?: { readonly token: string } };
    const { machine, runId, value } = body as unknown as { machine: string; runId: string; value: number };
    const answer = this.#sink.read({ machine, runId, key: idempotencyKey, value });
    if (answer === undefined) throw new Error(`Nothing of ${machine} has the key of ${JSON.stringify(body)}.`);
    const { end, path } = answer;
    const isGood = query !== undefined || end.kind === 'returned';
    const [t, answered] = [100 + this.#effects.length, isGood ? ('ok' as const) : ('failed' as const)];
    this.#effects.push(anEffect({ t, runId, path, key: idempotencyKey, sha256: JSON.stringify(body), answered }));
    if (query !== undefined) this.#answerToken(query.token, answer.person);
    if (query !== undefined || end.kind === 'returned')
      return returned({
        status: 200,
        headers: {},
        cookies: [],
        body: { value: end.kind === 'returned' ? end.output : 0 },
      });
    return threw(end.error, '{}');
  }

  #answerToken(token: string, { answer, afterMs }: MachineAnswer['person']): void {
    const said =
      answer.kind === 'returned'
        ? { kind: 'returned' as const, output: JSON.stringify(answer.output) }
        : { kind: 'threw' as const, error: answer.error, cause: answer.cause };
    this.#place.clock.schedule(afterMs, () => void this.#engine?.answerToken({ token, answer: said }));
  }
}
