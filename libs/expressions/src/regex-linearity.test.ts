import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planFor, stepsOn, type NativePlan } from './regex-linearity.ts';
import { kindOf } from './regex-sets.ts';
import { readRegex, type GroupNode } from './regex-syntax.ts';
import { Backtracking, TooManySteps } from './testing/backtracking.ts';
import { randomRegex, repetitiveText } from './testing/random-regexes.ts';

const hasConditions = ({ openRuns, shortRunEnds }: NativePlan): boolean => openRuns.length + shortRunEnds.length > 0;

describe('runs on the engine of JavaScript', () => {
  test.each(
    [
      ...[/\d+/, /[a-z]+/i, /a|b|cd/, /(.)(.)/, /x*/, /\r?\n/, /[^a-z0-9]+/, /(\d+)(?:,(\d+))*/, /(a|b)+c?/],
      ...[/(\w+)\s(\w+)/, /\s*,\s*/, /\s+$/, /^\s+|\s+$/, /\b\w+\b/, /(\w+)=([^&]*)/, /[\w.+-]+@[\w-]+\.[\w.]+/],
      ...[/"([^"]*)"/, /"(.*?)"/, /".*"/, /\{\{\s*(\w+)\s*\}\}/, /^\s*$/m, /^(\w+), (.*) ; (\d+)-(\d+)$/m],
      ...[/\d{4}-\d{2}-\d{2}/, /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/, /^[\w.+-]+@[\w-]+\.[\w.-]+$/, /^-?\d+(\.\d+)?$/],
      ...[/(?:Jan|Feb|Mar|Apr|May|Jun|Jul)\s+\d{1,2},\s+\d{4}/, /[a-z]+(?:_[a-z]+)*/, /^(?:[a-z]+-)*[a-z]+$/],
      ...[/(?<year>\d{4})/, /[\]\b\-a-c]+/, /\x41\u0042\0\t\//, /a{3}/, /^(.+)\/([^/]+)$/, /.*,.*,.*/],
    ].map((regex) => [String(regex), regex] as const),
  )('any text: %s', (_, regex) => {
    const plan = planFor(regex);
    expect(plan).toBeDefined();
    expect(plan === undefined || hasConditions(plan)).toBe(false);
  });

  test.each([
    [/<[^>]+>/, '<p>short</p> '.repeat(100), `${'<'.repeat(1000)}x`],
    [/a.*?b/, 'a b '.repeat(100), 'a '.repeat(1000)],
    [/[-+]?\d+\.\d+/, '12 12.5 '.repeat(100), '1'.repeat(1000)],
    [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'ada@mail.example.com', `ada@${'.'.repeat(1000)} `],
    [/"([^"\\]|\\.)*"/, 'say "a\\"b"', `"${'\\"'.repeat(1000)}`],
    [/.*.*=/, 'a = b = c = d'.repeat(100), 'a'.repeat(1000)],
  ])('only texts like most: %s', (regex, good, hostile) => {
    const plan = planFor(regex);
    if (plan === undefined) throw new Error('There is no plan.');
    expect(stepsOn(good, 0, plan)).toEqual(expect.any(Number));
    expect(stepsOn(hostile, 0, plan)).toBeUndefined();
    expect(stepsOn(`${hostile}${good}`, hostile.length, plan)).toEqual(expect.any(Number));
  });

  test('only texts of one line', () => {
    expect(planFor(/^(\S+)\s+(.*)$/)?.shortRunEnds).toHaveLength(1);
    expect(planFor(/^(\S+)\s+(.*)$/, true)?.shortRunEnds).toEqual([]);
    expect(planFor(/^(.*?):(.*)$/, true)?.shortRunEnds).toEqual([]);
  });

  test('no text that is too long to wait for, or to note all rounds of a group', () => {
    for (const regex of [/a{100}b/, /^(?:a|b)*c/]) {
      const plan = planFor(regex);
      if (plan === undefined) throw new Error('There is no plan.');
      expect(stepsOn('a'.repeat(plan.maxUnits), 0, plan)).toBe(plan.stepsPerUnit);
      expect(stepsOn('a'.repeat(plan.maxUnits + 1), 0, plan)).toBeUndefined();
      expect(plan.maxUnits).toBeGreaterThan(100_000);
    }
  });
});

describe('does not run on the engine of JavaScript', () => {
  test.each([
    ['rounds in rounds', `${'(?:'.repeat(200)}a${')+'.repeat(200)}`],
    ['counts in counts', `${'(?:'.repeat(100)}a${'){0,9}'.repeat(100)}`],
    ['ways in ways', `${'(?:a|'.repeat(140)}b${')?'.repeat(140)}`],
  ])('what takes long to follow: %s', (_, source) => {
    expect(planFor(new RegExp(source))).toBeUndefined();
  });

  test.each(
    [
      ...[/(a+)+$/, /a*a*b/, /(x+x+)+y/, /(a|aa)+$/, /([a-z]+)*=/, /(\w+\s?)*$/, /(a?){20}a{20}/, /(a|a)*b/, /(.*)*x/],
      ...[
        /(a*)*b/,
        /(?:a+b?)+c/,
        /(?:a|ab)(?:c|bcd)(?:d*)*x/,
        /^(a?){30}$/,
        /(?:.{0,9}){0,9}x/,
        /\s*\s*\s*x/,
        /a{300}/,
      ],
      ...[/a(?=b)/, /a(?!b)/, /(?<=a)b/, /(?<!a)b/, /(a)\1/, /(?<x>a)\k<x>/, /\ca/, /[\w-z]/, /[^]/],
      ...['[]', '\\p{L}', 'a{,2}', '\\8', '\\c', '[\\c]', 'a{1}{', '(?<ä>a)', '\\_', '\\é', 'a{'].map(
        (source) => new RegExp(source),
      ),
    ].map((regex) => [String(regex), regex] as const),
  )('%s', (_, regex) => {
    expect(planFor(regex)).toBeUndefined();
    expect(planFor(regex, true)).toBeUndefined();
  });
});

const randomPlan = fc
  .tuple(randomRegex, fc.boolean())
  .map(([regex, isSingleLine]) => ({ regex, isSingleLine, plan: planFor(regex, isSingleLine) }))
  .filter(({ plan }) => plan !== undefined) as fc.Arbitrary<{
  readonly regex: RegExp;
  readonly isSingleLine: boolean;
  readonly plan: NativePlan;
}>;

const isBehindGuarded = ({ guarded }: NativePlan, text: string, offset: number): boolean =>
  offset > 0 && guarded?.[kindOf(text.charCodeAt(offset - 1))] === 1;

test('a planned pattern finds what the pattern finds', () => {
  fc.assert(
    fc.property(randomPlan, repetitiveText, ({ regex, isSingleLine, plan }, written) => {
      const text = isSingleLine ? written.replaceAll('\n', ';') : written;
      const any = new RegExp(plan.source, regex.flags);
      const here = new RegExp(regex.source, regex.flags.replace('g', 'y'));
      for (let from = 0; from <= text.length; from += 7) {
        for (const pattern of [regex, any, here]) pattern.lastIndex = from;
        const found = (isBehindGuarded(plan, text, from) ? here.exec(text) : null) ?? any.exec(text);
        expect(found).toEqual(regex.exec(text));
      }
    }),
    { numRuns: 2000 },
  );
});

/** The steps of all matches in a text, one after the other. */
function stepsOfAll(tree: GroupNode, plan: NativePlan, { text, engine }: Attempt): number {
  let from = 0;
  for (let start = 0; start <= text.length; start += 1) {
    // Looking behind is a step, too.
    if (start > from && isBehindGuarded(plan, text, start)) engine.steps += 1;
    else {
      const end = engine.endAt(tree, start);
      from = end === undefined ? from : Math.max(end, start + 1);
      start = end === undefined ? start : from - 1;
    }
  }
  return engine.steps;
}

interface Attempt {
  readonly text: string;
  readonly engine: Backtracking;
}

test('a planned pattern takes no more steps than it says, on any text that it is for', () => {
  fc.assert(
    fc.property(randomPlan, repetitiveText, ({ regex, isSingleLine, plan }, written) => {
      const text = isSingleLine ? written.replaceAll('\n', ';') : written;
      const stepsPerUnit = stepsOn(text, 0, plan);
      const tree = readRegex(regex, isSingleLine);
      fc.pre(stepsPerUnit !== undefined && tree !== undefined);
      // Guarded alternatives beside others are left out here.
      fc.pre(plan.guarded === undefined || tree.alternatives.length === 1);
      // The engine here counts the looks at groups and repetitions, too.
      const most = 4 * (stepsPerUnit + 2) * (text.length + 10);
      const engine = new Backtracking(text, regex, most);
      expect(() => stepsOfAll(tree, plan, { text, engine })).not.toThrow(TooManySteps);
    }),
    { numRuns: 2000 },
  );
});

test('the steps that are counted do tell good from bad', () => {
  const regex = /(a+)+b/;
  const tree = readRegex(regex, false);
  if (tree === undefined) throw new Error('It is not read.');
  const engine = new Backtracking('a'.repeat(40), regex, 100_000);
  expect(() => engine.endAt(tree, 0)).toThrow(TooManySteps);
});
