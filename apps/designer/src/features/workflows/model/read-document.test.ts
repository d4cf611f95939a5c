import { readImport } from './read-document.ts';

const machine = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
const document = { millrace: 1, name: 'orders', machine };
const read = (value: unknown): ReturnType<typeof readImport> => readImport(JSON.stringify(value));

test('a document is read as it is', () => {
  expect(read(document)).toEqual({ document });
});

test('one with problems is read too: the designer shows them', () => {
  const unfinished = { ...document, machine: { StartAt: '', States: { A: { Type: 'Task', Resource: '' } } } };
  expect(read(unfinished)).toEqual({ document: unfinished });
});

test.each([
  ['its title', { name: 'Orders & Co', title: 'Größe prüfen' }, 'gro-e-prufen'],
  ['what it is called', { name: 'Orders & Co' }, 'orders-co'],
  ['nothing else', { name: '???' }, 'imported'],
  ['no more than fits', { name: 7, title: 'a'.repeat(90) }, 'a'.repeat(60)],
])('a name that no workflow may have becomes %s', (...[, more, name]) => {
  expect(read({ ...document, ...more })).toMatchObject({ document: { name } });
});

test.each([
  ['a list', [document], 'noObject', ''],
  ['copied steps', { millrace: 1, fragment: {} }, 'fragment', ''],
  ['a machine without its envelope', machine, 'stateMachine', ''],
  ['something else', { nodes: [], connections: {} }, 'otherFormat', ''],
  ['a later format', { ...document, millrace: 2 }, 'newer', '2'],
  ['what cannot be drawn', { ...document, machine: { StartAt: 'A' } }, 'misfit', '/machine/States'],
  [
    'steps of no kind',
    { ...document, machine: { StartAt: 'A', States: { A: {} } } },
    'misfit',
    '/machine/States/A/Type',
  ],
])('%s is refused with its reason', (...[, value, kind, detail]) => {
  expect(read(value)).toEqual({ fault: { kind, detail } });
});

test('what is no JSON is refused with what the parser says', () => {
  const read = readImport('{ "millrace": 1,');
  expect(read).toMatchObject({ fault: { kind: 'json' } });
  expect('fault' in read ? read.fault.detail : '').toMatch(/JSON/);
});

test('what no server would take is not even read', () => {
  expect(readImport(' '.repeat(2 * 1024 * 1024 + 1))).toEqual({ fault: { kind: 'tooLong', detail: '' } });
});
