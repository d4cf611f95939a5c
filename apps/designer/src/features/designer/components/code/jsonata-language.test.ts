import { setImmediate } from 'node:timers';
import { describe, expect, test } from '@jest/globals';
import { EditorState } from '@codemirror/state';
import { completeExpression } from './jsonata-completion.ts';
import type { Ask } from './expression-asker.ts';
import { type ExpressionKnowledge, functionsOf } from './expression-knowledge.ts';
import { functionAt } from './jsonata-help.ts';
import { findDiagnostics } from './jsonata-marks.ts';

// The evaluator gives other work a turn by what browsers and Node have, and jsdom has not.
Object.assign(globalThis, { setImmediate });
const { createAnswerer } = await import('../../../../workers/expression-answers.ts');

const answer = createAnswerer();
const knowledge: ExpressionKnowledge = {
  // The answers themselves, without their worker.
  ask: ((question) => Promise.resolve(answer(question))) as Ask,
  shapes: () => ({
    variables: { customer: { type: 'object', properties: { name: { type: 'string' } } }, states: { type: 'object' } },
  }),
  words: {
    unknownVariable: (name) => `no ${name}`,
    unknownMember: (name) => `nothing ${name}`,
    didYouMean: (name) => `${name}?`,
    replaceWith: (name) => `use ${name}`,
    example: 'Example',
    insertExample: 'Insert',
    helpFor: (name) => name,
    millraceOnly: 'Millrace only',
    millraceOnlyWhy: 'why',
  },
};
const nobody: Ask = () => Promise.resolve({ kind: 'stopped' });

describe('marks in an expression', () => {
  test.each(['', '  ', '$customer.name', '($x := 1; $x + 1)'])('%j has none', async (source) => {
    expect(await findDiagnostics(source, knowledge)).toEqual([]);
  });

  test('an unknown function is an error, with what may be meant in one click', async () => {
    const [mark] = await findDiagnostics("'a' & $uppercas('b')", knowledge);
    expect(mark).toMatchObject({ severity: 'error', from: 6, to: 15 });
    expect(mark?.message).toContain('$uppercase');
    expect(mark?.actions?.map(({ name }) => name)).toEqual(['use $uppercase']);
  });

  test('an unknown variable or member is a warning', async () => {
    expect(await findDiagnostics('$custmer & $customer.nme', knowledge)).toMatchObject([
      { severity: 'warning', message: 'no custmer $customer?' },
      { severity: 'warning', message: 'nothing nme name?' },
    ]);
  });

  test('without an answer there are none', async () => {
    expect(await findDiagnostics('1 +', { ...knowledge, ask: nobody })).toEqual([]);
  });
});

describe('completion', () => {
  const complete = async (text: string, explicit = false) => {
    const context = { state: EditorState.create({ doc: text }), pos: text.length, explicit };
    return (await completeExpression(context, knowledge))?.options.map(({ label }) => label);
  };
  test('offers members behind a dot, before anything has run', async () => {
    expect((await complete('$customer.'))?.[0]).toBe('name');
  });
  test('offers variables and functions behind $', async () => {
    const found = await complete('$');
    expect(found).toEqual(expect.arrayContaining(['$customer', '$states', '$sum']));
  });
  test('stays away until something is asked', async () => {
    expect(await complete('1 + ')).toBeUndefined();
    expect(await complete('$sum(')).toBeUndefined();
    expect(await complete('"a')).toBeUndefined();
    expect(await complete('1 + ', true)).toContain('$customer');
  });
  test('gives nothing without an answer', async () => {
    const context = { state: EditorState.create({ doc: '$' }), pos: 1, explicit: true };
    expect(await completeExpression(context, { ...knowledge, ask: nobody })).toBeNull();
  });
});

describe('the table of functions', () => {
  test('is asked for until somebody has told it', async () => {
    const asked: string[] = [];
    const ask = ((question) => {
      asked.push(question.kind);
      return Promise.resolve(asked.length === 1 ? { kind: 'stopped' } : answer(question));
    }) as Ask;
    expect(await functionsOf(ask)).toEqual([]);
    const functions = await functionsOf(ask);
    expect(functions.map(({ name }) => name)).toContain('sum');
    expect(await functionsOf(ask)).toBe(functions);
    expect(asked).toEqual(['functions', 'functions']);
  });
});

describe('the function at a place', () => {
  test.each([
    ['$su‸m(1)', 'sum'],
    ['$sum(‸1)', 'sum'],
    ['$sum($max(1)‸)', 'sum'],
    ['$sum($max(1‸))', 'max'],
    ['$pad("a)", ‸', 'pad'],
    ['$sum(1)‸', undefined],
    ['1 + ‸', undefined],
  ])('%s', (marked, expected) => {
    expect(functionAt(marked.replace('‸', ''), marked.indexOf('‸'))?.name).toBe(expected);
  });
});
