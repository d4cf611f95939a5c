import { createCallLog } from './call-log.ts';
import { ExchangeWatch } from './http/http-exchange.ts';

const watchOf = (page: number): ExchangeWatch =>
  new ExchangeWatch({ method: 'GET', url: `https://api.example.com/orders?page=${page}` });

test('requests and lines are in the order in which they came about', () => {
  const { log, noteExchange, take } = createCallLog();
  const watch = watchOf(1);
  noteExchange(watch);
  watch.sent();
  watch.answered(200);
  log.info('Read a page');
  expect(
    take()
      .map(({ message }) => message)
      .sort(),
  ).toEqual(['GET api.example.com: 200', 'Read a page']);
  expect(take().find(({ http }) => http !== undefined)?.http).toMatchObject({ method: 'GET', status: 200 });
});

test('of many requests the first and the last are kept, and how many are not', () => {
  const { noteExchange, take } = createCallLog();
  for (let page = 1; page <= 1000; page += 1) noteExchange(watchOf(page));
  const lines = take();
  const pages = lines.flatMap(({ http }) =>
    http === undefined ? [] : [Number(new URL(http.url).searchParams.get('page'))],
  );
  expect(pages).toHaveLength(50);
  expect(pages.slice(19, 21)).toEqual([20, 971]);
  expect(lines.filter(({ http }) => http === undefined).map(({ message }) => message)).toEqual([
    '950 requests are left out here: a call lists 50 of them.',
  ]);
});

test('what has not been answered yet is shown as such', () => {
  const { noteExchange, take } = createCallLog();
  noteExchange(watchOf(1));
  expect(take()).toMatchObject([{ message: 'GET api.example.com: no answer yet', http: { method: 'GET' } }]);
});

test('a secret goes before a text is cut: no half of it stays', () => {
  const secret = 'sk_live_51HxAbCdEf';
  const { log, take } = createCallLog(new Set([secret]));
  log.info(`${'.'.repeat(3990)}${secret}`);
  log.info('answer', `${'.'.repeat(990)}${secret}${'.'.repeat(20_000)}`);
  const text = JSON.stringify(take());
  expect(text).not.toContain('sk_live');
  expect(text).toContain('[redacted]');
});
