import { afterAll, describe, expect, test } from '@jest/globals';
import { Files, millrace } from '../testing/run-millrace.ts';

const files = new Files();
afterAll(() => files.remove());

const state = { Type: 'Pass', Output: '{% 1 + %}', Next: 'Nowhere' };
const machine = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: state } };
const warning = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
const fine = { ...warning, QueryLanguage: 'JSONata' };
const validate = (document: unknown, ...options: string[]) =>
  millrace(['machine', 'validate', files.write('document.json', document), ...options]);

describe('every problem is printed with its place', () => {
  test('of a workflow document', async () => {
    const { exitCode, out } = await validate({ millrace: 1, name: 'No slug', machine });
    expect(exitCode).toBe(1);
    expect(out.split('\n')).toEqual([
      'error /name: "name" must be 1 to 64 lower-case letters, digits and hyphens. [document.format_wrong]',
      'error /machine/States: The machine can never end. Give a state "End": true, or add a Succeed state. [machine.no_end]',
      expect.stringMatching(
        /^error \/machine\/States\/A\/Output: The expression ends too early\. .* \[expression\.syntax\]$/,
      ),
      'error /machine/States/A/Next: There is no state named "Nowhere". The states are: "A". [machine.target_missing]',
      '',
    ]);
  });

  test('of a bare machine, below itself', async () => {
    const { exitCode, out } = await validate(machine);
    expect(exitCode).toBe(1);
    expect(out.split('\n').map((line) => line.split(':')[0])).toEqual([
      'error /States',
      'error /States/A/Output',
      'error /States/A/Next',
      '',
    ]);
  });

  test('of a bare machine without states', async () => {
    const { exitCode, out } = await validate({ StartAt: 'A' });
    expect(exitCode).toBe(1);
    expect(out).toContain('error /: "machine" must have the member "States". [document.member_missing]');
  });

  test.each(['7', 'null', '[]', '"text"'])('of %s', async (text) => {
    const { exitCode, out } = await validate(text);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^error \/: The document must be an object, but is .*\[document\.type_wrong\]\n$/);
  });
});

test.each([
  ['no problem', fine, 'No problems.\n'],
  ['only a warning', warning, /^warning \/: The machine does not say .* \[machine\.query_language_missing\]\n$/],
])('%s ends with 0', async (_, document, words) => {
  const { exitCode, out } = await validate(document);
  expect(exitCode).toBe(0);
  expect(out).toMatch(words);
});

test('with --json, all of them are one line', async () => {
  const { exitCode, out } = await validate(machine, '--json');
  expect(exitCode).toBe(1);
  expect(out.endsWith('\n') && !out.slice(0, -1).includes('\n')).toBe(true);
  const { problems } = JSON.parse(out) as { problems: readonly object[] };
  expect(problems).toHaveLength(3);
  expect(problems[2]).toEqual({
    code: 'machine.target_missing',
    severity: 'error',
    path: '/States/A/Next',
    message: 'There is no state named "Nowhere".',
    hint: 'The states are: "A".',
  });
  expect(await validate(fine, '--json')).toMatchObject({ exitCode: 0, out: '{"problems":[]}\n' });
});

test('a document comes from standard input too', async () => {
  expect(await millrace(['machine', 'validate', '-'], JSON.stringify(fine))).toMatchObject({ exitCode: 0 });
});
