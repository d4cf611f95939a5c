import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { inspectExpression } from '@millrace/expressions';
import type { WorkflowDocument } from '@millrace/machine';
import { findPlace, scopesOf } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotsOf } from '../../../../components/canvas/model/slot.ts';
import { findMisfit } from '../../../../lib/document-shape.ts';
import { edit as editHistory, type History, redo, startHistory, undo } from '../history.ts';
import { brokenRead } from '../known-variables.ts';
import type { StepTemplate } from '../step-templates.ts';
import { addStep } from './add-step.ts';
import { connectTo } from './connect-to.ts';
import type { Attempt } from './edit.ts';
import { extractSteps } from './extract-steps.ts';
import { copySteps } from './fragment.ts';
import { moveStep } from './move-step.ts';
import { moveSteps } from './move-steps.ts';
import { duplicateSteps, pasteSteps } from './paste-steps.ts';
import { removeSteps } from './remove-steps.ts';
import { renameStep } from './rename-step.ts';
import { repeatUntil } from './repeat-until.ts';
import { replaceStep } from './replace-step.ts';
import { documents } from './testing/random-document.ts';
import { runDocument } from './testing/run-document.ts';
import { setSkipped } from './step-settings.ts';
import { namesOf, startOf } from './ways.ts';
import { unwrapStep, wrapSteps } from './wrap-steps.ts';

jest.setTimeout(120_000);

const slotsIn = (document: WorkflowDocument): readonly Slot[] =>
  scopesOf(document).flatMap(({ path, machine }) => [
    startOf(path),
    ...Object.entries(machine.States).flatMap(([name, state]) => slotsOf(name, state).map(({ slot }) => slot)),
  ]);

const inspect = (expression: string) => inspectExpression(expression).paths;
const extraction = { name: 'part', title: 'Part', takeTitle: 'Take', giveTitle: 'Give', endTitle: 'End' };
const templates: readonly StepTemplate[] = [
  {
    title: 'HTTP',
    state: { Type: 'Task', Resource: 'connector:http/get', Arguments: {} },
    keepsResult: true,
    connector: { name: 'http', version: '1.0.0' },
  },
  { title: 'Which', state: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: '' }] }, keepsResult: false },
  { title: 'Each', state: { Type: 'Map', ItemProcessor: { StartAt: '', States: {} } }, keepsResult: false },
  { title: 'Both', state: { Type: 'Parallel', Branches: [{ StartAt: '', States: {} }] }, keepsResult: false },
  { title: 'End', state: { Type: 'Succeed' }, keepsResult: false },
];

/** What picks steps and places of whatever document is there by then. */
interface Pick {
  readonly names: readonly string[];
  readonly name: string;
  readonly slot: Slot;
  readonly template: StepTemplate;
}
const COMMANDS: Readonly<Record<string, (document: WorkflowDocument, pick: Pick) => Attempt>> = {
  add: (document, { slot, template }) => addStep(document, slot, template),
  remove: (document, { names }) => removeSteps(document, names),
  rename: (document, { name, slot }) => renameStep(document, name, `Renamed ${slot.kind}`),
  duplicate: (document, { names }) => duplicateSteps(document, names),
  paste: (document, { names, slot }) => pasteSteps(document, slot, copySteps(document, names) ?? ''),
  skip: (document, { names }) => ({ document: setSkipped(document, names, true), states: names }),
  earlier: (document, { name }) => moveStep(document, name, 'earlier'),
  later: (document, { name }) => moveStep(document, name, 'later'),
  moveTo: (document, { names, slot }) => moveSteps(document, { names, slot, endTitle: 'End' }),
  moveOneTo: (document, { name, slot }) => moveSteps(document, { names: [name], slot, endTitle: 'End' }),
  connect: (document, { slot, name }) => connectTo(document, slot, name),
  replace: (document, { name, template }) =>
    replaceStep(document, name, { template, inputs: { before: undefined, after: undefined } }),
  wrapMap: (document, { names }) =>
    wrapSteps(document, names, { container: 'map', title: 'For each', endTitle: 'End' }),
  wrapParallel: (document, { name }) =>
    wrapSteps(document, [name], { container: 'parallel', title: 'In parallel', endTitle: 'End' }),
  unwrap: (document, { name }) => unwrapStep(document, name),
  repeatUntil: (document, { slot }) => repeatUntil(document, slot, { title: 'Again?', endTitle: 'End' }),
  extract: (document, { names }) => extractSteps(document, { names, extraction, inspect }),
};

const steps = fc.array(
  fc.record({
    command: fc.constantFrom(...Object.keys(COMMANDS)),
    at: fc.nat(1000),
    more: fc.nat(3),
    place: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 12 },
);
interface Step {
  readonly command: string;
  readonly at: number;
  readonly more: number;
  readonly place: number;
}

function attempt(document: WorkflowDocument, { command, at, more, place }: Step): Attempt {
  const names = namesOf(document);
  const slots = slotsIn(document);
  const from = names.length === 0 ? 0 : at % names.length;
  const slot = slots[place % slots.length] ?? { kind: 'start' };
  const run = COMMANDS[command] ?? (() => ({ document, states: [] }));
  const template = templates[place % templates.length] ?? templates[0];
  if (template === undefined) throw new Error('no template');
  return run(document, { names: names.slice(from, from + more + 1), name: names[from] ?? '', slot, template });
}

/** What has to be true of every document. */
function flawsOf(document: WorkflowDocument): readonly string[] {
  const misfit = findMisfit(document);
  const names = namesOf(document);
  const pointers = scopesOf(document).flatMap(({ path, machine: { StartAt, States } }) => [
    ...(StartAt === '' || Object.hasOwn(States, StartAt) ? [] : [`${path} starts at ${StartAt}`]),
    ...Object.entries(States).flatMap(([name, state]) =>
      slotsOf(name, state).flatMap(({ target }) =>
        target === undefined || Object.hasOwn(States, target) ? [] : [`${name} leads out to ${target}`],
      ),
    ),
    ...Object.entries(States).flatMap(([name, state]) =>
      'Next' in state && 'End' in state ? [`${name} has both Next and End`] : [],
    ),
  ]);
  const skips = (document.settings?.skip ?? []).filter((name) => !names.includes(name));
  return [
    ...(misfit === undefined ? [] : [`cannot be drawn: ${misfit}`]),
    ...(new Set(names).size === names.length ? [] : ['two steps with one name']),
    ...pointers,
    ...skips.map((name) => `skips ${name}, which is gone`),
  ];
}

test('whatever is done to a document, it can be drawn, its pointers stay in their machines, and undo brings all of it back', () => {
  const made = new Map<string, number>();
  fc.assert(
    fc.property(documents, steps, (first, list) => {
      let history: History = startHistory(first);
      const seen = [first];
      for (const step of list) {
        const result = attempt(history.present, step);
        if ('refused' in result || result.document === history.present) continue;
        made.set(step.command, (made.get(step.command) ?? 0) + 1);
        expect(flawsOf(result.document)).toEqual([]);
        expect(result.states.every((name) => namesOf(result.document).includes(name))).toBe(true);
        history = editHistory(history, result.document, { name: step.command });
        seen.push(result.document);
      }
      for (const document of seen.slice(0, -1).reverse()) {
        history = undo(history);
        expect(history.present).toBe(document);
      }
      for (const document of seen.slice(1)) {
        history = redo(history);
        expect(history.present).toBe(document);
      }
    }),
    { numRuns: 300 },
  );
  // A command that is always refused would prove nothing.
  expect(Object.keys(COMMANDS).filter((command) => (made.get(command) ?? 0) < 10)).toEqual([]);
});

test('what only puts steps elsewhere never takes from a step what it reads', () => {
  const list = ['earlier', 'later', 'moveTo', 'moveOneTo', 'wrapMap', 'wrapParallel', 'unwrap', 'extract'];
  fc.assert(
    fc.property(documents, fc.constantFrom(...list), steps, (document, command, [step]) => {
      if (step === undefined) return;
      const result = attempt(document, { ...step, command });
      if (!('refused' in result)) expect(brokenRead(document, result.document)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

describe('a run gives the same', () => {
  const input = { id: 7, list: [1, 2] };

  test('after steps were renamed', async () => {
    await fc.assert(
      fc.asyncProperty(documents, fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), async (document, picks) => {
        const renamed = picks.reduce((edited, pick, index) => {
          const names = namesOf(edited);
          return renameStep(edited, names[pick % names.length] ?? '', `New ${index}`).document;
        }, document);
        expect(await runDocument(renamed, input)).toEqual(await runDocument(document, input));
      }),
      { numRuns: 150 },
    );
  });

  test('after steps became a workflow of their own', async () => {
    const seen = { succeeded: 0, given: 0, givenBack: 0, inside: 0 };
    await fc.assert(
      fc.asyncProperty(documents, fc.nat(1000), fc.nat(3), async (document, at, more) => {
        const names = namesOf(document);
        const from = at % names.length;
        const result = extractSteps(document, { names: names.slice(from, from + more + 1), extraction, inspect });
        if ('refused' in result) return;
        const [call = ''] = result.states;
        const place = findPlace(result.document, call);
        seen.given += Number(Object.keys(result.workflow.input?.properties ?? {}).length > 2);
        seen.givenBack += Number('Assign' in (place?.state ?? {}));
        seen.inside += Number(place?.scope.depth !== 0);
        expect(flawsOf(result.workflow)).toEqual([]);
        const outcome = await runDocument(result.document, input, { part: result.workflow });
        expect(outcome).toEqual(await runDocument(document, input));
        seen.succeeded += Number(outcome.kind === 'succeeded');
      }),
      { numRuns: 400 },
    );
    // Otherwise it would have proved little.
    expect(Object.values(seen).every((count) => count > 5) ? [] : seen).toEqual([]);
  });
});
