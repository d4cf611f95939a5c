import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { bundleSource } from './bundle/bundle-source.ts';
import { readConnectorFolder, type ConnectorFolder } from './connector-folder.ts';
import { problemsOfIcon } from './contents/icon.ts';
import { PackageError } from './errors.ts';
import { DEFAULT_PACKAGE_LIMITS } from './limits.ts';
import { describeSource, testSource } from './load-connector.ts';
import { readDeclarative } from './pack-connector.ts';
import { runOwnTests, type OwnTests } from './own-tests.ts';

export type { OwnTests } from './own-tests.ts';
export interface FolderTest {
  readonly manifest: Manifest;
  /** What the tests of every connector found, a sentence each. */
  readonly problems: readonly string[];
  readonly ownTests: OwnTests;
}

/**
 * Tests the connector in a folder: with what every connector has to pass, in a process without rights, and with the tests that its
 * author wrote. Throws `PackageError` when it cannot be loaded.
 */
export async function testConnectorFolder(options: {
  readonly folder: string;
  /** Gets what the author's tests print, as they print it. */
  readonly onOutput?: (text: string) => void;
  /** Default true. */
  readonly withOwnTests?: boolean;
  /** What the author's tests find in their environment, beside that of this process. May throw. */
  readonly environmentOf?: (manifest: Manifest) => Readonly<Record<string, string>>;
}): Promise<FolderTest> {
  const { folder, version, entry } = readConnectorFolder(resolve(options.folder));
  const icon = readIcon(folder);
  const { manifest, problems: found } =
    entry === undefined
      ? { manifest: readDeclarative(folder, version), problems: [] }
      : await testEntry({ folder, version, entry }, icon);
  const { withOwnTests = true, onOutput = () => undefined, environmentOf = () => ({}) } = options;
  const problems = [...new Set([...found, ...problemsOfIcon(icon)])];
  if (!withOwnTests) return { manifest, problems, ownTests: { kind: 'none' } };
  return {
    manifest,
    problems,
    ownTests: await runOwnTests(folder, { onOutput, environment: environmentOf(manifest) }),
  };
}

async function testEntry(
  { folder, version, entry }: ConnectorFolder & { readonly entry: string },
  icon: string,
): Promise<Pick<FolderTest, 'manifest' | 'problems'>> {
  const { source } = await bundleSource(folder, { entry, maxBytes: DEFAULT_PACKAGE_LIMITS.sourceBytes });
  const [manifest, problems] = await Promise.all([
    describeSource(source, version),
    testSource(source, { version, icon }),
  ]);
  return { manifest, problems };
}

function readIcon(folder: string): string {
  const path = join(folder, 'icon.svg');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  throw new PackageError('package.folder_invalid', `${folder} has no icon.svg.`);
}
