import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { PlannedEvent, Workload } from './workload.ts';

const KEPT = 'chaos-poison';
const FAILING = 'chaos-always-fails';
const BROKEN_JSON = [400, 422];
const kept = { effects: ['Change'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS };

/** Bodies that databases and parsers choke on: kept whole, or refused whole. */
const BODIES: readonly ((id: string) => Omit<PlannedEvent, 'door'>)[] = [
  (id) => ({ workflow: KEPT, body: `{"id":"${id}","text":"before\\u0000after"}`, expected: kept }),
  (id) => ({ workflow: KEPT, body: `{"id":"${id}","text":"half \\ud83d of a character"}`, expected: kept }),
  (id) => ({ workflow: KEPT, body: `{"id":"${id}","number":1e400000}`, expected: { ...kept, refusals: BROKEN_JSON } }),
  (id) => ({ workflow: KEPT, body: `{"id":"${id}","__proto__":{"polluted":true}}`, expected: kept }),
  () => ({ workflow: KEPT, body: '{"cut": "of', expected: { ...kept, refusals: BROKEN_JSON } }),
  () => ({
    workflow: KEPT,
    body: Uint8Array.from([0, 255, 254, 0xed, 0xa0, 0x80, 10, 13]),
    contentType: 'application/octet-stream',
    expected: kept,
  }),
  (id) => ({
    workflow: FAILING,
    body: { id },
    expected: { effects: [], ends: { failed: /^Chaos\.Poison$/ }, attempts: 0 },
  }),
  (id) => ({
    workflow: FAILING,
    body: { id, kind: 'expression' },
    expected: { effects: [], ends: { failed: /^States\.QueryEvaluationError$/ }, attempts: 0 },
  }),
];

/** One event in a hundred: the other ninety-nine must not notice. */
export const poisonWorkload: Workload = {
  name: 'poison',
  isOn: true,
  share: 3,
  documents: ({ sinkUrl }) => [
    hookWorkflow(KEPT, { states: { Change: effectTask(sinkUrl, { path: 'Change', End: true }) } }),
    hookWorkflow(FAILING, {
      states: {
        'Which?': {
          Type: 'Choice',
          Choices: [{ Condition: "{% $states.input.body.kind = 'expression' %}", Next: 'Compute' }],
          Default: 'Fail',
        },
        Compute: { Type: 'Pass', Output: "{% $number('no number') %}", End: true },
        Fail: { Type: 'Fail', Error: 'Chaos.Poison', Cause: 'As the event asked.' },
      },
    }),
  ],
  next: ({ id, random }) => ({ door: 'hook', ...random.pick(BODIES)(id) }),
};
