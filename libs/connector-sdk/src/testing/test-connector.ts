import type { Connector } from '../connector.ts';
import type { Evaluate } from '../declarative/template.ts';
import type { Manifest } from '../manifest.ts';
import { checkConnector } from './check-connector.ts';
import type { FakeApi } from './fake/fake-api.ts';
import type { TestConnection } from './platform/test-connection.ts';
import type { ConnectorPackage } from './read-package.ts';
import type { TestCase } from './test-case.ts';

/** What the suite tries a connector with. */
export interface TestOptions<State = unknown> {
  /** `readPackage(new URL('..', import.meta.url))` */
  readonly package: ConnectorPackage;
  /** The service. Without it only what needs none is checked. */
  readonly fake?: FakeApi<State>;
  /** By name; the first is used where a case names none. */
  readonly connections?: Readonly<Record<string, TestConnection>>;
  readonly cases?: readonly TestCase<State>[];
  /** The manifest of the version before this one: what has changed asks for a version. */
  readonly previous?: Manifest;
  /** A folder of recorded exchanges, `new URL('../test/recordings/', import.meta.url)`: cases that have one are played from it. */
  readonly recordings?: URL;
  /** JSONata for declarative members whose templates are more than paths. */
  readonly evaluate?: Evaluate;
  /** Checks that this connector does not pass, by number (`C5`), and why that is right. */
  readonly except?: Readonly<Record<string, string>>;
}

/** A test for any runner. */
export interface ConnectorTest {
  /** `C4 errors: create_ticket` */
  readonly name: string;
  /** Rejects with a `ConnectorTestError` when the connector does not pass. */
  readonly run: () => Promise<void>;
}

/** What is wrong with a connector, a sentence a line. */
export class ConnectorTestError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConnectorTestError';
    this.problems = problems;
  }
}

/** With a package alone: what `checkConnector` finds. */
export function testConnector(connector: Connector, about: ConnectorPackage): readonly string[];
/** The whole suite, C1 to C14, as tests to run: hand them to `registerTests`, or run each. */
export function testConnector<State>(connector: Connector, options: TestOptions<State>): readonly ConnectorTest[];
export function testConnector<State>(
  connector: Connector,
  given: ConnectorPackage | TestOptions<State>,
): readonly string[] | readonly ConnectorTest[] {
  if (!('package' in given)) return checkConnector(connector, given);
  return [
    {
      name: 'C1 manifest',
      run: async () => demandNone(checkConnector(connector, given.package)),
    },
  ];
}

function demandNone(problems: readonly string[]): Promise<void> {
  return problems.length === 0 ? Promise.resolve() : Promise.reject(new ConnectorTestError(problems));
}

type Register = (name: string, run: () => Promise<void>) => unknown;

/** Registers tests with a runner: by default with the global `test` of jest, vitest, or whoever has one. */
export function registerTests(tests: readonly ConnectorTest[], register: Register = globalRegister()): void {
  for (const { name, run } of tests) register(name, run);
}

function globalRegister(): Register {
  const { test } = globalThis as { readonly test?: Register };
  if (typeof test === 'function') return (name, run) => test(name, run);
  throw new TypeError('There is no global `test` here. Hand over your own: registerTests(tests, test).');
}
