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

/** A test that a check makes. */
export function toTest(name: string, find: () => Promise<readonly string[]> | readonly string[]): ConnectorTest {
  return {
    name,
    run: async () => {
      const problems = await find();
      if (problems.length > 0) throw new ConnectorTestError(problems);
    },
  };
}

type Register = (name: string, run: () => Promise<void>) => unknown;

/** Registers tests with a runner: by default with the global `test` of jest, vitest, or whoever has one. */
export function registerTests(tests: readonly ConnectorTest[], register: Register = globalTest()): void {
  for (const { name, run } of tests) register(name, run);
}

function globalTest(): Register {
  const { test } = globalThis as { readonly test?: Register };
  if (typeof test === 'function') return test;
  throw new TypeError('There is no global `test` here. Hand over your own: registerTests(tests, test).');
}
