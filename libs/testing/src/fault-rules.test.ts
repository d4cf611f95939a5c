import { chanceOf, createFaultDecider, parseFaultRules } from './fault-rules.ts';

test('faults are read as they are written', () => {
  expect(parseFaultRules('')).toEqual([]);
  expect(
    parseFaultRules('task.after_effect:0.01:7,park.after_commit:1:-3:delay-250,claim.after_commit:0:0:stop'),
  ).toEqual([
    { point: 'task.after_effect', probability: 0.01, seed: 7, action: { kind: 'kill' } },
    { point: 'park.after_commit', probability: 1, seed: -3, action: { kind: 'delay', milliseconds: 250 } },
    { point: 'claim.after_commit', probability: 0, seed: 0, action: { kind: 'stop' } },
  ]);
});

test.each([
  'task.after_efect:0.1:1',
  'task.after_effect',
  'task.after_effect:2:1',
  'task.after_effect::1',
  'task.after_effect:0.1:',
  'task.after_effect:0.1:1.5',
  'task.after_effect:0.1:1:explode',
  'task.after_effect:0.1:1:delay-',
  'task.after_effect:0.1:1:kill:more',
])('a fault that is misspelt is refused: %s', (text) => {
  expect(() => parseFaultRules(text)).toThrow('is no fault');
});

test('what is decided depends on seed, start, point and passage alone', () => {
  const rules = parseFaultRules('task.after_effect:0.2:7,park.after_commit:0.2:7:throw');
  const passages = (start: number) => {
    const decide = createFaultDecider(rules, start);
    return Array.from({ length: 200 }, () => [decide('task.after_effect')?.kind, decide('park.after_commit')?.kind]);
  };
  expect(passages(1)).toEqual(passages(1));
  expect(passages(1)).not.toEqual(passages(2));
  const kills = passages(1).filter(([kind]) => kind === 'kill').length;
  expect(kills).toBeGreaterThan(20);
  expect(kills).toBeLessThan(60);
});

test('a point without a rule is passed', () => {
  expect(createFaultDecider(parseFaultRules('task.after_effect:1:1'), 1)('claim.after_commit')).toBeUndefined();
});

test('chances of neighbours are spread evenly', () => {
  const chances = Array.from({ length: 1000 }, (_, number) => chanceOf(7, 1, 'task.after_effect', number));
  for (const part of [0, 0.25, 0.5, 0.75]) {
    const within = chances.filter((chance) => chance >= part && chance < part + 0.25).length;
    expect(within).toBeGreaterThan(200);
    expect(within).toBeLessThan(300);
  }
});
