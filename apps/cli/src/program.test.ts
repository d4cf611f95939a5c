import { afterAll, describe, expect, test } from '@jest/globals';
import { Files, millrace } from './testing/run-millrace.ts';

const files = new Files();
afterAll(() => files.remove());

const COMMANDS = [
  ...['start', 'machine run', 'machine validate', 'test', 'expr eval'],
  ...[
    'new',
    'test',
    'pack',
    'publish',
    'dev',
    'import-openapi',
    'add-piece',
    'set-reads',
    'keys new',
    'keys list',
    'keys register',
  ].map((name) => `connector ${name}`),
];

describe('help', () => {
  test.each(COMMANDS)('of %s has an example, and names --json', async (command) => {
    const { exitCode, out, complaints } = await millrace([...command.split(' '), '--help']);
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
    expect(out).toMatch(new RegExp(`^Usage: millrace ${command}`));
    expect(out).toMatch(new RegExp(`Examples?:\n {2}.*millrace ${command}`));
    expect(out).toContain('--json');
  });

  test('of the program lists the commands', async () => {
    const { exitCode, out } = await millrace(['--help']);
    expect(exitCode).toBe(0);
    for (const name of ['start', 'machine', 'connector', 'expr']) expect(out).toMatch(new RegExp(`^ {2}${name}`, 'm'));
  });
});

describe('wrong use ends with 2, says why, and prints no result', () => {
  const machine = files.write('machine.json', { StartAt: 'A', States: { A: { Type: 'Succeed' } } });
  const noJson = files.write('broken.json', '{');
  const list = files.write('list.json', []);
  test.each([
    ['no command', [], 'Usage: millrace'],
    ['an unknown command', ['mashine'], "unknown command 'mashine'"],
    ['half a command', ['machine'], 'Usage: millrace machine'],
    ['no file', ['machine', 'run'], "missing required argument 'file'"],
    ['two files', ['machine', 'validate', machine, machine], 'too many arguments'],
    ['an unknown option', ['machine', 'run', machine, '--traec'], "unknown option '--traec'"],
    ['a file that is not there', ['machine', 'run', 'nowhere.json'], 'nowhere.json cannot be read: ENOENT'],
    ['a folder', ['machine', 'validate', '.'], '. cannot be read: EISDIR'],
    ['a file that is no JSON', ['machine', 'validate', noJson], 'broken.json is no JSON: '],
    ['an input that is no JSON', ['machine', 'run', machine, '--input', noJson], 'broken.json is no JSON: '],
    ['a file that is no machine', ['machine', 'run', list], 'holds neither a machine'],
    ['mocks that are none', ['machine', 'run', machine, '--tasks', list], '--tasks must be an object, but is an array'],
    ['nothing to test', ['test'], 'Give either files, or --workflow'],
    ['files and a workflow', ['test', machine, '--workflow', 'orders'], 'Give either files, or --workflow'],
    ['a server without a workflow', ['test', machine, '--server', 'http://x'], 'say which --workflow'],
    ['no expression', ['expr', 'eval'], 'Give either an expression, or --batch'],
    ['an expression and a batch', ['expr', 'eval', '1', '--batch', machine], 'Give either an expression, or --batch'],
    ['a batch that is not there', ['expr', 'eval', '--batch', 'nowhere.jsonl'], 'nowhere.jsonl cannot be read'],
    ['data that is no JSON', ['expr', 'eval', 'a', '--data', noJson], 'broken.json is no JSON: '],
  ])('%s', async (_, args, words) => {
    const { exitCode, out, complaints } = await millrace(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(complaints).toContain(words);
  });

  test('a standard input that is no JSON', async () => {
    const { exitCode, complaints } = await millrace(['machine', 'validate', '-'], 'nonsense');
    expect(exitCode).toBe(2);
    expect(complaints).toContain('The standard input is no JSON: ');
  });

  test('JSON that is too deep for the parser', async () => {
    const { exitCode } = await millrace(['machine', 'validate', '-'], '['.repeat(1_000_000));
    expect(exitCode).toBe(2);
  });
});
