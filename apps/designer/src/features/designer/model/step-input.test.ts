import { expect, test } from '@jest/globals';
import type { JsonValue, State, WorkflowDocument } from '@millrace/machine';
import { pickerRoots } from './picker-roots.ts';
import { sampleBindings } from './sample-bindings.ts';
import { type HeldSample, NO_SAMPLE, type SampleSource } from './sample-source.ts';
import { givenToStep } from './testing/missing-values.ts';

const hook: JsonValue = { body: { id: 'A-1' } };
const paid: HeldSample = { kind: 'mock', output: { paid: true } };
const task = (more: object): State => ({ Type: 'Task', Resource: 'connector:pay/charge', ...more });
const documentOf = (States: Record<string, object>, more: Partial<WorkflowDocument> = {}): WorkflowDocument =>
  ({ millrace: 1, name: 'orders', machine: { StartAt: Object.keys(States)[0], States }, ...more }) as WorkflowDocument;

/** What a test of a step alone sends as its input. */
function sent(document: WorkflowDocument, name: string, more: Partial<SampleSource> = {}): unknown {
  const sample: SampleSource = { ...NO_SAMPLE, kind: 'sample', input: hook, ...more };
  const roots = pickerRoots(document, name, { sample, word: (word) => word, outputOf: () => undefined });
  const bindings = sampleBindings(roots, { selected: name, sample, baseUrl: 'https://example.com' });
  return givenToStep(bindings, sample.input, {}).stepInput;
}
const line = documentOf({ Charge: task({ Next: 'After' }), After: task({ End: true }) });
const held = { Charge: paid };
const ran = (state: string, more: object): SampleSource['steps'][number] => ({ state, path: state, ...more });

test('only the first step gets what the workflow is started with', () => {
  expect(sent(line, 'Charge')).toEqual(hook);
  expect(sent(line, 'After')).toBeUndefined();
  const lost = documentOf({ Charge: task({ End: true }), Lost: task({ End: true }) });
  expect(sent(lost, 'Lost')).toBeUndefined();
  const again = documentOf({ Charge: task({ Next: 'Wait' }), Wait: { Type: 'Wait', Seconds: 1, Next: 'Charge' } });
  expect(sent(again, 'Charge')).toEqual(hook);
});

test('a mock of the step before is what it hands on, also before what a run gave', () => {
  expect(sent(line, 'After', { held })).toEqual({ paid: true });
  expect(sent(line, 'After', { held, steps: [ran('After', { input: 'old' })] })).toEqual({ paid: true });
});

test.each<[string, Record<string, object>, Partial<WorkflowDocument>]>([
  ['a pass', { Between: { Type: 'Pass', Next: 'After' } }, {}],
  ['a choice', { Between: { Type: 'Choice', Choices: [{ Condition: true, Next: 'After' }] } }, {}],
  ['a step that is switched off', { Between: task({ Next: 'After' }) }, { settings: { skip: ['Between'] } }],
])('%s hands on what it is given', (_, between, more) => {
  const document = documentOf({ Charge: task({ Next: 'Between' }), ...between, After: task({ End: true }) }, more);
  expect(sent(document, 'After', { held })).toEqual({ paid: true });
});

test('what an Output makes of a mock only a run can tell', () => {
  const document = documentOf({
    Charge: task({ Output: '{% $states.result.paid %}', Next: 'After' }),
    After: task({ End: true }),
  });
  expect(sent(document, 'After', { held })).toBeUndefined();
  expect(sent(document, 'After', { held, steps: [ran('Charge', { output: true })] })).toBe(true);
});

test('a catcher hands on no result', () => {
  const document = documentOf({
    Charge: task({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Mend' }] }),
    Mend: task({ End: true }),
  });
  expect(sent(document, 'Mend', { held })).toBeUndefined();
  expect(sent(document, 'Mend', { steps: [ran('Charge', { output: 'charged' })] })).toBeUndefined();
  const caught = { Error: 'Card.Declined', Cause: 'no money' };
  const steps = [ran('Charge', { error: 'Card.Declined', output: caught })];
  expect(sent(document, 'Mend', { steps })).toEqual(caught);
});

test('of several steps before it counts which one a run came from', () => {
  const document = documentOf({
    Which: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Charge' }], Default: 'Other' },
    Charge: task({ Next: 'After' }),
    Other: task({ Next: 'After' }),
    After: task({ End: true }),
  });
  expect(sent(document, 'After', { held })).toBeUndefined();
  expect(sent(document, 'After', { held, steps: [ran('Charge', { output: 'old' })] })).toEqual({ paid: true });
  expect(sent(document, 'After', { held, steps: [ran('Other', { output: 'other' })] })).toBe('other');
});

test('a loop of plain steps ends', () => {
  const document = documentOf({
    Charge: task({ End: true }),
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Pass', Next: 'A' },
  });
  expect(sent(document, 'A')).toBeUndefined();
});

test('the branches of a Parallel get what it is given, unless it makes something else of it', () => {
  const both = (more: object): WorkflowDocument =>
    documentOf({
      Charge: task({ Next: 'Both' }),
      Both: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'In', States: { In: task({ End: true }) } }],
        End: true,
        ...more,
      },
    });
  expect(sent(both({}), 'In', { held })).toEqual({ paid: true });
  expect(sent(both({ Arguments: { a: '{% $states.input.paid %}' } }), 'In', { held })).toBeUndefined();
});

test('the first step of a loop gets the item, unless the loop makes something else of it', () => {
  const each = (more: object): WorkflowDocument =>
    documentOf({
      Each: {
        ...{ Type: 'Map', Items: '{% $states.input.body.orders %}', End: true, ...more },
        ItemProcessor: { StartAt: 'In', States: { In: task({ Next: 'Then' }), Then: task({ End: true }) } },
      },
    });
  const input = { body: { orders: [{ id: 1 }, { id: 2 }] } };
  expect(sent(each({}), 'In', { input })).toEqual({ id: 1 });
  expect(sent(each({}), 'Then', { input })).toBeUndefined();
  const selecting = each({ ItemSelector: { order: '{% $states.context.Map.Item.Value %}' } });
  expect(sent(selecting, 'In', { input })).toBeUndefined();
  const steps = [{ state: 'In', path: 'Each[0]/In', input: { order: { id: 1 } } }];
  expect(sent(selecting, 'In', { input, steps })).toEqual({ order: { id: 1 } });
});
