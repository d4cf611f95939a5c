// Derived tests as their author would have written them, to go on by hand.
import type { JsonObject } from '@millrace/connector-sdk';
import { printLiteral } from '../eject/print-literal.ts';
import type { CasePlan, ConnectorForm } from './case-plan.ts';
import type { FakePlan, RoutePlan } from './plan-fake.ts';

/** The text of `test/fake.ts`. */
export function printFake({ base, connection, marks, routes }: FakePlan, title: string): string {
  const isSigned = connection !== undefined && marks.length > 0;
  return `import { readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { fakeApi, type FakeApi, type TestConnection } from '@millrace/connector-sdk/testing';

/** What others see of the service: which writes have come. Keep what they make here, once an answer depends on it. */
export interface ServiceState {
  written: Record<string, JsonValue>;
}
/** Fields as a person fills them in. */
export const connections: Readonly<Record<string, TestConnection>> = {${
    connection === undefined ? '' : `\n  main: ${printLiteral(connection as unknown as JsonObject, 2)},\n`
  }};
${isSigned ? `/** What a request shows of whoever sends it. */\nconst MARKS = ${printLiteral([...marks])};\n` : ''}
/** ${title.replaceAll('*/', '')} as its document describes it: answers are the document's own examples, and requests are checked against it. */
export const service: FakeApi<ServiceState> = fakeApi<ServiceState>({
  base: ${printLiteral(base)},
  state: () => ({ written: {} }),
  description: JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8')) as JsonObject,
${
  isSigned
    ? `  accepts: ({ headers, queries }) =>
    [...Object.values(headers), ...queries.values()].some((text) => MARKS.some((mark) => text?.includes(mark))),\n`
    : ''
}  routes: {
${routes.map(printRoute).join('')}  },
});
`;
}

function printRoute({ key, answer: { bytes, ...plain }, isWrite, keyHeader }: RoutePlan): string {
  const answer =
    bytes === undefined
      ? printLiteral(plain, isWrite ? 6 : 4)
      : `{ bytes: new TextEncoder().encode(${printLiteral(bytes)}) }`;
  if (!isWrite) return `    ${printLiteral(key)}: () => (${answer}),\n`;
  const [given, place] =
    keyHeader === undefined
      ? ['method, path, json', '`${method} ${path}`']
      : [
          'headers, json',
          `headers[${printLiteral(keyHeader)}] ?? \`without a key \${Object.keys(state.written).length}\``,
        ];
  return `    ${printLiteral(key)}: ({ ${given} }, { state }) => {
      state.written[${place}] = json;
      return ${answer};
    },\n`;
}

interface SuitePlan {
  readonly form: ConnectorForm;
  readonly cases: readonly CasePlan[];
  readonly untried: readonly string[];
  readonly paged: readonly string[];
}

/** The text of the test. */
export function printSuite({ form, cases, untried, paged }: SuitePlan): string {
  const reasons = {
    ...(untried.length === 0
      ? {}
      : { cases: `The document says too little of ${untried.join(', ')}: add a case for each.` }),
    ...(paged.length === 0 ? {} : { C5: `No case fills the pages of ${paged.join(', ')} yet.` }),
  };
  const except = Object.keys(reasons).length === 0 ? '' : `  except: ${printLiteral(reasons, 2)},\n`;
  return `${IMPORTS[form]}
/** Made of the document: input that works. Whichever of the checks C1 to C14 apply to a case do the rest. */
const suite = testConnector(connector, {
  package: readPackage(new URL('..', import.meta.url)),
  fake: service,
  connections,
  recordings: new URL('../test/recordings/', import.meta.url),
${except}  cases: [
${cases.map((found) => `    ${printCase(found)},\n`).join('')}  ],
});
registerTests(suite, test);
`;
}

function printCase(found: CasePlan): string {
  if ('action' in found) return printLiteral(found, 4);
  const { trigger, input, sends } = found;
  return `{
      trigger: ${printLiteral(trigger)},
      input: ${printLiteral(input)},
      delivery: ({ index }) => ({ headers: { 'webhook-id': \`D-\${index}\` }, json: ${printLiteral(sends, 6)} }),
    }`;
}

const OF_TESTS = `import { readPackage, registerTests, testConnector } from '@millrace/connector-sdk/testing';`;
const IMPORTS: Readonly<Record<ConnectorForm, string>> = {
  code: `import { test } from 'node:test';
${OF_TESTS}
import { connections, service } from '../test/fake.ts';
import connector from './index.ts';
`,
  manifest: `import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { connectorOfManifest, type Manifest } from '@millrace/connector-sdk/platform';
${OF_TESTS}
import { connections, service } from './fake.ts';

const manifest = JSON.parse(readFileSync(new URL('../manifest.json', import.meta.url), 'utf8')) as Manifest;
const connector = connectorOfManifest(manifest);
`,
};
