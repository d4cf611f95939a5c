import { testConnectorFolder, type FolderTest } from '@millrace/connector-package';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { CliError } from '../errors.ts';
import { writeJson, type Terminal } from '../terminal.ts';
import { demandFit, readLiveConnection, type LiveConnection } from './live-connection.ts';
import { countOf, reportFailure } from './report.ts';

export interface TestConnectorOptions {
  /** Name or file of a connection to the real service. */
  readonly live?: string;
  readonly record?: boolean;
  readonly json?: boolean;
}

/** Runs all tests of a connector. */
export function testConnector(
  terminal: Terminal,
  folder: string,
  { json = false, ...mode }: TestConnectorOptions,
): Promise<number> {
  const connection = mode.live === undefined ? undefined : readLiveConnection(mode.live);
  return reportFailure(terminal, async () => {
    const tested = await testConnectorFolder({
      folder,
      environmentOf: (manifest) => environmentOf(mode, connection, manifest),
      ...(json ? {} : { onOutput: terminal.write }),
    });
    demandAsked(mode, tested);
    if (json) {
      const { manifest, problems, ownTests } = tested;
      writeJson(terminal, {
        name: manifest.name,
        version: manifest.version,
        problems,
        ownTests,
        passed: hasPassed(tested),
      });
    } else printTest(terminal, tested);
    return hasPassed(tested) ? 0 : 1;
  });
}

/** How the SDK's suite learns what it is run for. */
function environmentOf(
  { record = false }: TestConnectorOptions,
  connection: LiveConnection | undefined,
  manifest: Manifest,
): Readonly<Record<string, string>> {
  if (connection !== undefined) demandFit(connection, manifest);
  if (!record && connection === undefined) return {};
  return {
    MILLRACE_CONNECTOR_TEST: record ? 'record' : 'live',
    ...(connection === undefined ? {} : { MILLRACE_CONNECTOR_TEST_CONNECTION: JSON.stringify(connection.content) }),
  };
}

/** Whoever wants the real service to be asked is not told that all is well where nobody asked it. */
function demandAsked({ live, record }: TestConnectorOptions, { ownTests }: FolderTest): void {
  if (live === undefined && record !== true) return;
  if (ownTests.kind === 'run' && ownTests.files.length > 0) return;
  throw new CliError(
    'The folder has no tests for node:test, which are what asks the real service. "millrace connector new" shows how one looks.',
  );
}

/** May it be published? */
export const hasPassed = ({ problems, ownTests }: FolderTest): boolean =>
  problems.length === 0 && (ownTests.kind === 'none' || ownTests.passed);

/** Says in a few lines how a test went. What the author's own tests print has been printed. */
export function printTest(terminal: Terminal, { manifest, problems, ownTests }: FolderTest): void {
  const name = `${manifest.name} ${manifest.version}`;
  for (const problem of problems) terminal.complain(`  - ${problem}\n`);
  if (problems.length > 0) terminal.complain(`${name}: ${countOf(problems.length, 'problem')}.\n`);
  else terminal.write(`${name} is fit to be published.\n`);
  if (ownTests.kind === 'none') return;
  if (ownTests.foreign.length > 0) {
    const files = ownTests.foreign.join(', ');
    terminal.write(`Not run, as they are for another runner than node:test: ${files}\n`);
  }
  if (!ownTests.passed) terminal.complain('Its own tests fail.\n');
}
