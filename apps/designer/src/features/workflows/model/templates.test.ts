import { readdirSync } from 'node:fs';
import { factsOf } from './template-facts.ts';
import { findTemplates, TEMPLATES, type Template } from './templates.ts';

const ids = (templates: readonly Template[]): readonly string[] => templates.map(({ id }) => id);
const none = (): string => '';

test('every document of the folder is offered', () => {
  const files = readdirSync(new URL('../templates/', import.meta.url)).map((file) => file.replace('.json', ''));
  expect([...ids(TEMPLATES)].sort()).toEqual(files.sort());
});

test.each([
  ['nothing', '', TEMPLATES.length],
  ['a word of its title, in any case', 'APPROV', 1],
  ['what a step is called', 'for each item', 1],
  ['several words, wherever they are', 'chat orders', 2],
  ['what nobody says', 'spreadsheet', 0],
])('found by %s', (...[, query, count]) => {
  expect(findTemplates(query, none)).toHaveLength(count);
});

test('found by the words that are shown beside it', () => {
  const byTrigger = findTemplates('timetable', ({ facts }) =>
    facts.triggers[0]?.type === 'schedule' ? 'Timetable' : '',
  );
  expect(ids(byTrigger)).toEqual(['watch-a-site', 'morning-report']);
});

test('tells what starts it, what it calls, and where an address of one’s own belongs', () => {
  const facts = factsOf(TEMPLATES.find(({ id }) => id === 'ask-several-services')!.document);
  expect(facts).toMatchObject({
    triggers: [{ type: 'webhook' }],
    connectors: ['core', 'http'],
    stepCount: 6,
    toFillIn: ['Ask the stock', 'Ask for the price'],
  });
  expect(facts.marked.map(({ Type }) => Type)).toEqual(['Parallel', 'Task', 'Task', 'Pass']);
});
