import { createEvaluator } from '@millrace/expressions';
import { initialCheckpoint, interpret, type Host, type Machine } from '@millrace/machine';

const Arguments = { cents: '{% $states.input.euros * 100 %}' };
const Charge = { Type: 'Task', Resource: 'bank', Arguments, Next: 'Done' } as const;
const machine: Machine = { StartAt: 'Charge', States: { Charge, Done: { Type: 'Succeed' } } };

const evaluator = createEvaluator();
const host: Host = {
  context: {},
  nowMs: () => 0,
  random: () => 0,
  sleepUntil: () => Promise.resolve(),
  record: () => undefined,
  checkpoint: () => undefined, // a store would keep the position
  keep: () => undefined, // and this, of threads
  noteTimeRead: () => undefined,
  recall: () => undefined,
  giveWay: () => undefined,
  openToken: () => Promise.reject(new Error('Nobody answers here.')),
  findAnswer: () => Promise.reject(new Error('Nobody answers here.')),
  answerArrived: () => new Promise(() => undefined),
  abandon: () => undefined,
  evaluate: (expression, scope, { path, field }) => evaluator.evaluate({ expression, ...scope, seed: path + field }),
  callTask: ({ arguments: order }) => Promise.resolve({ kind: 'returned', output: { charged: order } }),
};
export const outcome = await interpret(machine, initialCheckpoint(machine, { euros: 5 }), host);
