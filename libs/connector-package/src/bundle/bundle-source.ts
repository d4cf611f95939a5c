import { relative } from 'node:path';
import {
  build,
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  type Message,
  type Metafile,
  type Plugin,
} from 'esbuild';
import { PackageError, refuse } from '../errors.ts';
import { printBytes } from '../limits.ts';
import { SOURCE_CONDITIONS } from '../source-conditions.ts';
import { ALLOWED_IMPORTS_TEXT, builtInNameOf, isAllowedImport } from './allowed-imports.ts';
import { resolveSdk } from './resolve-sdk.ts';

export interface Bundle {
  /** One ES module. */
  readonly source: string;
  /** Files that something of came in, from the folder. */
  readonly inputs: readonly string[];
}

type InMemory = BuildOptions & { readonly write: false; readonly metafile: true };

/** Of every build here: nothing of where or when it is made may show in what is made. */
export const BUILD_OPTIONS = {
  ...{ bundle: true, write: false, metafile: true, logLevel: 'silent', format: 'esm', charset: 'utf8' },
  conditions: SOURCE_CONDITIONS,
  mainFields: ['module', 'main'],
  // Not the author's: it may extend what is not installed, and a path of it is no part of a package.
  tsconfigRaw: { compilerOptions: { target: 'es2022', useDefineForClassFields: true } },
} as const satisfies BuildOptions;

/** Makes one module of a connector and all that it imports. Throws `package.build_failed` and `package.import_forbidden`. */
export async function bundleSource(
  folder: string,
  { entry, maxBytes }: { readonly entry: string; readonly maxBytes: number },
): Promise<Bundle> {
  const refused = new Set<string>();
  const result = await buildOrRefuse({
    ...BUILD_OPTIONS,
    ...{ entryPoints: [entry], absWorkingDir: folder, platform: 'neutral', target: 'es2022' },
    // Names stay: stacks are read by people. Comments name folders of this machine.
    ...{ minifyWhitespace: true, minifySyntax: true, legalComments: 'none' },
    plugins: [onlyAllowed(folder, refused), resolveSdk],
  });
  if (refused.size > 0) throw refuse('package.import_forbidden', 'The connector imports what it may not', [...refused]);
  const source = result.outputFiles[0]?.text ?? '';
  const bytes = Buffer.byteLength(source);
  if (bytes > maxBytes) {
    throw new PackageError(
      'package.too_large',
      `The bundled code is ${printBytes(bytes)}, and may be ${printBytes(maxBytes)}. Import less of what it is made of.`,
    );
  }
  return { source, inputs: inputsOf(result.metafile) };
}

/** Runs a build; what is wrong with the author's code is a `package.build_failed` with its places. */
export async function buildOrRefuse(options: InMemory): Promise<BuildResult<InMemory>> {
  try {
    return await build(options);
  } catch (cause) {
    const { errors = [] } = cause as Partial<BuildFailure>;
    if (errors.length === 0) throw cause;
    throw refuse('package.build_failed', 'The code cannot be bundled', errors.map(printMessage));
  }
}

function printMessage({ text, location }: Message): string {
  return location === null ? `${text}.` : `${location.file}:${location.line}:${location.column + 1}: ${text}.`;
}

function onlyAllowed(folder: string, refused: Set<string>): Plugin {
  return {
    name: 'modules of Node',
    setup: (bundler) =>
      bundler.onResolve({ filter: /^(?:node:)?[a-z_]+(?:\/[a-z_/]+)?$|^[a-z+]+:/ }, ({ path, importer }) => {
        const name = builtInNameOf(path) ?? (/^(?:https?|file|data|blob|npm|jsr):/.test(path) ? path : undefined);
        if (name === undefined) return undefined;
        if (!isAllowedImport(name)) {
          refused.add(`${relative(folder, importer)} imports "${path}"; of Node there are ${ALLOWED_IMPORTS_TEXT}.`);
        }
        return { path: name, external: true };
      }),
  };
}

function inputsOf({ outputs }: Metafile): readonly string[] {
  const [output] = Object.values(outputs);
  return Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}
