import { setImmediate } from 'node:timers';
import { describe, expect, test } from '@jest/globals';
import type { Ask } from './expression-asker.ts';
import { findDiagnostics } from './jsonata-language.ts';

// The evaluator gives other work a turn by what browsers and Node have, and jsdom has not.
Object.assign(globalThis, { setImmediate });
const { inspectExpression } = await import('@millrace/expressions');

/** The check itself, without its worker. */
const ask: Ask = (question) =>
  Promise.resolve(
    question.kind === 'inspect'
      ? { kind: 'inspected', ...inspectExpression(question.expression) }
      : { kind: 'stopped' },
  );
const knowledge = {
  expressions: ['$states.input', '$customer.name'],
  ask,
  unknownVariable: (name: string) => `no ${name}`,
};
const find = async (source: string) =>
  (await findDiagnostics(source, knowledge)).map(({ from, to, severity, message }) => ({
    marked: source.slice(from, to),
    severity,
    message,
  }));

describe('marks in an expression', () => {
  test.each(['', '  ', '$states.input.a & $customer.name', '$sum(a.b)', '($x := 1; $x + 1)'])(
    '%j has none',
    async (source) => {
      expect(await find(source)).toEqual([]);
    },
  );

  test('an unknown function is marked with what may be meant', async () => {
    const [mark] = await find("'a' & $uppercas('b')");
    expect(mark).toMatchObject({ severity: 'error' });
    expect(mark?.message).toContain('uppercas');
    expect(mark?.marked).toContain('uppercas');
  });

  test('a variable that nothing sets is a warning where it stands', async () => {
    expect(await find('$customer.name & $custom')).toEqual([
      { marked: '$custom', severity: 'warning', message: 'no custom' },
    ]);
  });

  test.each(['1 +', '(1', "'open", '{ "a": }', '['])('%j is marked within the text', async (source) => {
    const marks = await findDiagnostics(source, knowledge);
    expect(marks.length).toBeGreaterThan(0);
    for (const { from, to } of marks) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(source.length);
    }
  });

  test('without an answer there are none', async () => {
    expect(await findDiagnostics('1 +', { ...knowledge, ask: () => Promise.resolve({ kind: 'stopped' }) })).toEqual([]);
  });
});
