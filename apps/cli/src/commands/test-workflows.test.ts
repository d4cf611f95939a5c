import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Files, millrace } from '../testing/run-millrace.ts';

const files = new Files();
afterAll(() => files.remove());

const passing = {
  name: 'a charge',
  mocks: { Charge: [{ throw: { error: 'Busy' } }, { return: { id: 7 } }] },
  expect: { status: 'succeeded', output: { id: 7 } },
};
const failing = { ...passing, name: 'another charge', expect: { status: 'succeeded', output: { id: 8 } } };
const documentOf = (tests: readonly object[], more: object = {}) => ({
  millrace: 1,
  name: 'orders',
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Charge',
    States: {
      Charge: {
        Type: 'Task',
        Resource: 'connector:bank/charge',
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3600 }],
        End: true,
      },
    },
  },
  tests,
  ...more,
});
const withoutTime = (text: string): string =>
  text.replaceAll(/\d+ ms/g, 'n ms').replaceAll(/time="[\d.]+"/g, 'time="n"');

describe('files', () => {
  test('whose tests pass end with 0, an hour of waiting or not', async () => {
    const path = files.write('pass.json', documentOf([passing]));
    const { exitCode, out, complaints } = await millrace(['test', path]);
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
    expect(withoutTime(out)).toBe(`${path}\n  ✓ passed a charge (n ms)\n\n1 test: 1 passed, 0 failed.\n`);
  });

  test('with a test that fails end with 1, and show what differs', async () => {
    const path = files.write('fail.json', documentOf([passing, failing]));
    const { exitCode, out } = await millrace(['test', path]);
    expect(exitCode).toBe(1);
    expect(withoutTime(out)).toBe(
      `${path}\n  ✓ passed a charge (n ms)\n  ✗ failed another charge (n ms)\n` +
        '      /expect/output/id: Expected 8, but it is 7.\n\n2 tests: 1 passed, 1 failed.\n',
    );
  });

  test('show large values line by line', async () => {
    const large = { ...passing, expect: { status: 'succeeded', output: 'x'.repeat(70) } };
    const { out } = await millrace(['test', files.write('large.json', documentOf([large]))]);
    expect(out).toContain(
      `        - expected:\n        -   "${'x'.repeat(70)}"\n        + actual:\n        +   {\n        +     "id": 7`,
    );
  });

  test('are tested by name, and several at once', async () => {
    const one = files.write('one.json', documentOf([passing, failing]));
    const other = files.write('other.json', documentOf([]));
    const { exitCode, out } = await millrace(['test', one, other, '--name', 'a charge', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ passed: 1, failed: 0 },
      workflows: [
        { file: one, workflow: 'orders', results: [{ name: 'a charge', status: 'passed' }] },
        { file: other, workflow: 'orders', results: [] },
      ],
    });
  });

  test('leave a report for a build server', async () => {
    const path = files.write('report.json', documentOf([passing, { ...failing, name: 'a < "b"' }]));
    const report = files.write('report.xml', '');
    await millrace(['test', path, '--junit', report]);
    expect(withoutTime(readFileSync(report, 'utf8'))).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        `  <testsuite name="${path}" tests="2" failures="1" time="n">`,
        `    <testcase classname="${path}" name="a charge" time="n"/>`,
        `    <testcase classname="${path}" name="a &lt; &quot;b&quot;" time="n">`,
        '      <failure message="Expected 8, but it is 7.">/expect/output/id: Expected 8, but it is 7.</failure>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['no tests', documentOf([]), [], 'There are no tests.'],
    ['no test of the name', documentOf([passing]), ['--name', 'nope'], 'There is no test named "nope".'],
    ['errors', documentOf([passing], { name: 'Orders' }), [], 'cannot be tested: /name: "name" must be'],
    [
      'no place for the report',
      documentOf([passing]),
      ['--junit', '/nowhere/x.xml'],
      '/nowhere/x.xml cannot be written',
    ],
  ])('with %s end with 2', async (...[, document, options, words]) => {
    const { exitCode, out, complaints } = await millrace(['test', files.write('wrong.json', document), ...options]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(complaints).toContain(words);
  });
});

describe('a draft on a server', () => {
  let server: Server;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''} ${body}`);
        const isKnown = request.url?.includes('/orders/') === true;
        const problem = { code: 'workflow.not_found', title: 'No such workflow', detail: 'There is none.', errors: [] };
        const result = {
          name: 'a',
          status: 'failed',
          failures: [{ path: '', message: 'No.' }],
          trace: [],
          durationMs: 1,
        };
        response
          .writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
          .end(JSON.stringify(isKnown ? { passed: 0, failed: 1, results: [result] } : problem));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const ask = (...args: readonly string[]) => {
    const { port } = server.address() as AddressInfo;
    return millrace(['test', '--server', `http://127.0.0.1:${port}`, '--api-key', 'mlr_x', ...args]);
  };

  test('is tested there', async () => {
    const { exitCode, out } = await ask('--workflow', 'orders', '--name', 'a');
    expect(exitCode).toBe(1);
    expect(withoutTime(out)).toContain('orders\n  ✗ failed a (n ms)\n      No.\n');
    expect(asked.at(-1)).toBe('/api/v1/workflows/orders/tests/run Bearer mlr_x {"names":["a"]}');
  });

  test('that is not there is the server’s to refuse', async () => {
    const { exitCode, complaints } = await ask('--workflow', 'nobody');
    expect(exitCode).toBe(1);
    expect(complaints).toBe('There is none. [workflow.not_found]\n');
  });
});
