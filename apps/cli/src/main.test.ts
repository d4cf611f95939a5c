// The program as a shell sees it: a process of its own, from the source.
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Files } from './testing/run-millrace.ts';
import { spawnMillrace } from './testing/spawn-millrace.ts';

// A process starts in less than a second, and the server in a few; a busy machine may take its time.
jest.setTimeout(60_000);
const files = new Files();
afterAll(() => files.remove());

async function millrace(args: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}) {
  const child = spawnMillrace(args, environment);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.end(input);
  const [out, complaints, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, out, complaints };
}

describe('exit codes', () => {
  const machine = (state: object) => JSON.stringify({ StartAt: 'A', States: { A: state } });

  test('0: done, with the result on standard output alone', async () => {
    expect(await millrace(['machine', 'run', '-'], machine({ Type: 'Succeed' }))).toEqual({
      exitCode: 0,
      out: '{"status":"SUCCEEDED","output":{}}\n',
      complaints: '',
    });
  });

  test('1: the thing failed', async () => {
    expect(await millrace(['machine', 'run', '-'], machine({ Type: 'Fail', Error: 'A' }))).toEqual({
      exitCode: 1,
      out: '{"status":"FAILED","error":"A"}\n',
      complaints: '',
    });
  });

  test('2: wrong use, with one line on standard error', async () => {
    expect(await millrace(['machine', 'run', '-'], '{')).toEqual({
      exitCode: 2,
      out: '',
      complaints: expect.stringMatching(/^The standard input is no JSON: .*\n$/),
    });
  });

  test('2: an option that does not exist, with the help', async () => {
    const { exitCode, complaints } = await millrace(['expr', 'eval', '--btach', 'x']);
    expect(exitCode).toBe(2);
    expect(complaints).toContain("error: unknown option '--btach'\n(Did you mean --batch?)");
    expect(complaints).toContain('Usage: millrace expr eval');
  });

  test('2: settings with which no server can start, with a line for each', async () => {
    const settings = { MILLRACE_PORT: 'x', MILLRACE_NO_SUCH_SETTING: '1' };
    const { exitCode, out, complaints } = await millrace(['start'], '', settings);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(complaints).toContain('MILLRACE_PORT: "x" is no whole number');
    expect(complaints).toContain('MILLRACE_NO_SUCH_SETTING');
    expect(complaints).toMatch(/\[server\.settings_invalid\]\n$/);
  });
});

test('an endless expression does not keep the process', async () => {
  const { exitCode, out } = await millrace(['expr', 'eval', '($f := function() { $f() }; $f())']);
  expect(exitCode).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'D1012' } });
});

test('a reader that has seen enough is no failure', async () => {
  const lines = '{"expr":"$pad(\\"\\", 1000, \\"x\\")"}\n'.repeat(2000);
  const child = spawnMillrace(['expr', 'eval', '--batch', files.write('cases.jsonl', lines)]);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const complaints = text(child.stderr);
  child.stdout.once('data', () => child.stdout.destroy());
  expect([await ended, await complaints]).toEqual([0, '']);
});
