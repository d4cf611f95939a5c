import { testConnectorFolder, type FolderTest } from '@millrace/connector-package';
import { writeJson, type Terminal } from '../terminal.ts';
import { countOf, reportFailure } from './report.ts';

/** Runs all tests of a connector. */
export function testConnector(
  terminal: Terminal,
  folder: string,
  { json }: { readonly json: boolean },
): Promise<number> {
  return reportFailure(terminal, async () => {
    const tested = await testConnectorFolder({ folder, ...(json ? {} : { onOutput: terminal.write }) });
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
