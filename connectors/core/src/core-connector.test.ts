import type { CodeAction, PausingContext } from '@millrace/connector-sdk';
import { readPackage, registerTests, testConnector } from '@millrace/connector-sdk/testing';
import coreConnector from './index.ts';

const { respond, log, fail } = coreConnector.actions as Readonly<Record<string, CodeAction>>;

/** Surroundings that keep what is logged; core actions use nothing else. */
function surroundings() {
  const lines: unknown[] = [];
  const level = (name: string) => (message: string, data?: unknown) => void lines.push([name, message, data]);
  const log = { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
  return { context: { log } as unknown as PausingContext, lines };
}

registerTests(
  testConnector(coreConnector, {
    package: readPackage(new URL('../', import.meta.url)),
    cases: [
      { action: 'respond', input: { status: 201, body: [1] }, output: { status: 201, headers: {}, body: [1] } },
      {
        action: 'respond',
        input: { status: 100 },
        fails: 'Connector.Fatal',
        because: 'an interim status ends no call',
      },
      { action: 'log', input: { message: 'Priced' }, output: { logged: true } },
      { action: 'fail', input: { message: 'No stock', name: 'Orders.SoldOut' }, fails: 'Orders.SoldOut' },
    ],
    except: { cases: '`fail` is there to fail: no case can show it working' },
  }),
);

describe('respond', () => {
  const answer = (input: unknown): unknown => respond?.run(surroundings().context, input);

  test('is 200 with nothing unless told otherwise', () =>
    expect(answer({})).toEqual({ status: 200, headers: {}, body: null }));

  test('gives header names in lower case, and the body as it is', () =>
    expect(answer({ status: 201, headers: { 'X-Ref': '7' }, body: [1, { a: null }] })).toEqual({
      status: 201,
      headers: { 'x-ref': '7' },
      body: [1, { a: null }],
    }));

  test('redirects to web addresses', () =>
    expect(answer({ status: 302, headers: { Location: 'https://example.com/' } })).toMatchObject({
      headers: { location: 'https://example.com/' },
    }));

  test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example.com', ' https://example.com'])(
    'does not redirect to %s',
    (location) => expect(() => answer({ headers: { LOCATION: location } })).toThrow('must be an http or https URL'),
  );
});

test.each([
  [{ message: 'Priced' }, ['info', 'Priced', undefined]],
  [{ message: 'Odd', level: 'warn', data: { total: -1 } }, ['warn', 'Odd', { total: -1 }]],
  [{ message: 'Nothing', level: 'debug', data: null }, ['debug', 'Nothing', null]],
])('log writes %j', (input, line) => {
  const { context, lines } = surroundings();
  expect(log?.run(context, input)).toEqual({ logged: true });
  expect(lines).toEqual([line]);
});

test.each([
  [{ message: 'No stock' }, undefined],
  [{ message: 'No stock', name: 'Orders.SoldOut' }, 'Orders.SoldOut'],
])('fail throws %j', (input, errorName) => {
  expect(() => fail?.run(surroundings().context, input)).toThrow(
    expect.objectContaining({ connectorFailure: 'fatal', message: 'No stock', errorName }) as Error,
  );
});
