import { inTurn, type Resolve } from './lookups.ts';

/** A resolver that answers when it is told to. */
function slow(): { readonly resolve: Resolve; readonly asked: string[]; readonly answer: (host: string) => void } {
  const asked: string[] = [];
  const answers = new Map<string, () => void>();
  const resolve: Resolve = (host) =>
    new Promise((done) => {
      asked.push(host);
      answers.set(host, () => done([{ address: '192.0.2.1', family: 4 }]));
    });
  return { resolve, asked, answer: (host) => answers.get(host)?.() };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('two names at once, the others in their turn', async () => {
  const { resolve, asked, answer } = slow();
  const lookup = inTurn(resolve);
  const all = ['a', 'b', 'c', 'd'].map((host) => lookup(host));
  expect(asked).toEqual(['a', 'b']);
  answer('b');
  await turn();
  expect(asked).toEqual(['a', 'b', 'c']);
  answer('c');
  await turn();
  answer('a');
  answer('d');
  expect(await Promise.all(all)).toEqual(Array(4).fill([{ address: '192.0.2.1', family: 4 }]));
});

test('many calls for a slow name hold one place, and a later call asks anew', async () => {
  const { resolve, asked, answer } = slow();
  const lookup = inTurn(resolve);
  const many = Array.from({ length: 100 }, () => lookup('a'));
  const other = lookup('b');
  expect(asked).toEqual(['a', 'b']);
  answer('a');
  answer('b');
  await Promise.all([...many, other]);
  void lookup('a');
  expect(asked).toEqual(['a', 'b', 'a']);
});

test('whose time was up while waiting is not looked up any more', async () => {
  let nowMs = 0;
  const { resolve, asked, answer } = slow();
  const lookup = inTurn(resolve, () => nowMs);
  const [first] = [lookup('a'), lookup('b')];
  const late = lookup('late');
  const refused = expect(late).rejects.toMatchObject({ code: 'outbound.host_not_found' });
  nowMs = 3000;
  const inTime = lookup('in-time');
  nowMs = 5000;
  answer('a');
  await first;
  await refused;
  expect(asked).toEqual(['a', 'b', 'in-time']);
  answer('in-time');
  await inTime;
});

test('a failure is passed on, and frees its place', async () => {
  const lookup = inTurn((host) => Promise.reject(new Error(host)));
  for (const host of ['a', 'b', 'c', 'd']) await expect(lookup(host)).rejects.toThrow(host);
});
