import type { CastMachine, MachineOutcomes } from '../random-machines/cast.ts';
import { toPublished } from '../random-machines/translate.ts';
import { ID_HEADER, USUAL_ATTEMPTS } from './states.ts';
import type { PlannedEvent, Workload } from './workload.ts';

/** Of all traffic, as parts of what the others have together. */
const PART_OF_OTHERS = 0.5;
/** By turns. Callers that wait for a result are few: each death of the server breaks all their calls at once. */
const DOORS = ['accepted', 'api', 'accepted', 'result', 'api', 'accepted'] as const;
/** What `Retry` of a machine adds to what the broken world may cost. */
const OWN_ATTEMPTS = 4;

/** Small machines of any shape, for a third of the traffic: a model that knows no engine says what must come of each. */
export function randomMachinesWorkload(machines: readonly CastMachine[], shareOfOthers: number): Workload {
  return {
    name: 'random',
    isOn: true,
    share: shareOfOthers * PART_OF_OTHERS,
    documents: ({ sinkUrl }) =>
      machines.map(({ document }, index) =>
        toPublished(document, { sinkUrl, respond: doorOf(index) === 'result' ? 'result' : 'accepted' }),
      ),
    next: ({ id, random, count }) => {
      const index = count % machines.length;
      const machine = machines[index];
      const value = random.below(machine?.outcomes.length ?? 1);
      const outcomes = machine?.outcomes[value];
      if (machine === undefined || outcomes === undefined) throw new Error('No random machine was cast.');
      return {
        ...doorFor(doorOf(index), { id, value }),
        workflow: machine.document.name,
        expected: toExpectation(outcomes),
      };
    },
  };
}

const doorOf = (index: number): (typeof DOORS)[number] => DOORS[index % DOORS.length] ?? 'accepted';

function doorFor(
  door: (typeof DOORS)[number],
  body: { readonly id: string; readonly value: number },
): Pick<PlannedEvent, 'door' | 'body'> {
  if (door !== 'api') return { door: 'hook', body };
  return { door, body: { input: { headers: { [ID_HEADER]: body.id }, body }, idempotencyKey: body.id } };
}

function toExpectation({ ways, mayRepeat, undone }: MachineOutcomes): PlannedEvent['expected'] {
  return {
    effects: [],
    ends: {},
    attempts: USUAL_ATTEMPTS + OWN_ATTEMPTS,
    ways,
    mayRepeat,
    undo: undone.map((of) => ({ of, by: `${of}/Compensate` })),
  };
}
