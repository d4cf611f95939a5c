// Authors run this in a runner of their own: no config.ts of ours could read the environment for them.
import { env } from 'node:process';
import type { Connector } from '../connector.ts';
import type { Evaluate } from '../declarative/template.ts';
import type { Manifest } from '../manifest.ts';
import { checkConnector } from './check-connector.ts';
import { toSubject, workingCasesOf, type Subject } from './checks/subject.ts';
import { toTest, type ConnectorTest } from './connector-test.ts';
import type { FakeApi } from './fake/fake-api.ts';
import { evaluatePath } from './platform/evaluate-path.ts';
import type { TestConnection } from './platform/test-connection.ts';
import type { ConnectorPackage } from './read-package.ts';
import { checkRecorded, isRecorded, type Recordings } from './recording/recorded-case.ts';
import { readTestMode } from './recording/test-mode.ts';
import { testsOf } from './suite.ts';
import { nameOfCase, type OptionsCase, type TestCase } from './test-case.ts';

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
  /**
   * A folder of recorded exchanges, `new URL('../test/recordings/', import.meta.url)`: cases that have one are played from it too.
   * `connector test --record` runs each case against the real service and writes it down, `--live <connection>` compares.
   */
  readonly recordings?: URL;
  /** JSONata for declarative members whose templates are more than paths. */
  readonly evaluate?: Evaluate;
  /** Checks that this connector need not pass, by number (`C5`), and why that is right. */
  readonly except?: Readonly<Record<string, string>>;
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
  const { fake, connections = {}, cases = [], previous, evaluate = evaluatePath, recordings, except = {} } = given;
  const subject = toSubject({
    ...{ connector, about: given.package, connections, previous, evaluate },
    // A case only ever gets the state of the fake that it was written for.
    fake: fake,
    cases: cases as readonly TestCase[],
  });
  return [...testsOf(subject, Object.keys(except)), ...testsOfRecordings(subject, recordings)];
}

const NO_FOLDER =
  "The suite has no folder of recordings: testConnector(connector, { recordings: new URL('../test/recordings/', import.meta.url), … }).";

function testsOfRecordings(subject: Subject, folder: URL | undefined): readonly ConnectorTest[] {
  const mode = readTestMode(env);
  if (folder === undefined) return mode.kind === 'replay' ? [] : [toTest(mode.kind, () => [NO_FOLDER])];
  const recordings: Recordings = { folder, mode };
  const options = subject.cases.filter((tried): tried is OptionsCase => 'options' in tried);
  // What ends a pause comes from outside, and is in no recording.
  const actions = workingCasesOf(subject).filter(({ pauses = [] }) => pauses.length === 0);
  return [...actions, ...options]
    .filter((tried) => recordings.mode.kind !== 'replay' || isRecorded(folder, tried))
    .map((tried) =>
      toTest(`${recordings.mode.kind}: ${nameOfCase(tried)}`, () => checkRecorded(subject, tried, recordings)),
    );
}
