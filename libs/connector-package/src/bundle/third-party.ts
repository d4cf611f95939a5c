import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of its licence file, where it has one. */
  readonly text: string;
}

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
const LINE = '-'.repeat(80);

/** `THIRD_PARTY.txt`: whose code was bundled with the connector's own, and on which terms. */
export function printThirdParty(folder: string, inputs: readonly string[]): string {
  const roots = new Set(inputs.map((input) => packageRootOf(resolve(folder, input))));
  roots.delete(resolve(folder));
  const packages = [...roots].flatMap((root) => (root === undefined ? [] : [readThirdParty(root)]));
  if (packages.length === 0) return 'This package holds no code of others.\n';
  const printed = packages
    .map(
      ({ name, version, license, text }) =>
        `${name} ${version}\nLicence: ${license}\n${text === '' ? '' : `\n${text}\n`}`,
    )
    .sort();
  return `This package holds code of others, under their own terms.\n\n${[...new Set(printed)].join(`\n${LINE}\n\n`)}`;
}

/** The nearest folder above with a `package.json` that names a package. */
function packageRootOf(file: string): string | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (typeof readDescription(folder)?.name === 'string') return folder;
  }
  return undefined;
}

function readThirdParty(root: string): ThirdParty {
  const { name, version, license } = readDescription(root) ?? {};
  const file = readdirSync(root)
    .sort()
    .find((found) => LICENCE_FILE.test(found));
  return {
    name: String(name),
    version: typeof version === 'string' ? version : 'without a version',
    license: typeof license === 'string' ? license : 'not stated',
    text: file === undefined ? '' : readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n').trim(),
  };
}

function readDescription(folder: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
