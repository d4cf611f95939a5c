import { build, type BuildFailure, type Metafile } from 'esbuild';
import { ALLOWED_IMPORTS_TEXT, isAllowedImport } from './allowed-imports.ts';

const MAX_PROBLEMS = 20;

/**
 * What is wrong with the code of a package, a sentence each: read, never run. What it asks for by a name that is only known when it
 * runs is none of this: the sandbox refuses that.
 */
export async function checkSource(source: string): Promise<readonly string[]> {
  const read = await readModule(source);
  if (!('metafile' in read)) return read.problems;
  const [output] = Object.values(read.metafile.outputs);
  const imports = Object.values(read.metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
  const forbidden = [...new Set(imports)].filter((path) => !isAllowedImport(path)).slice(0, MAX_PROBLEMS);
  return [
    ...forbidden.map((path) => `It imports "${path.slice(0, 200)}", and may import ${ALLOWED_IMPORTS_TEXT} only.`),
    ...(output?.exports.includes('default') === true ? [] : ['It has no default export.']),
  ];
}

async function readModule(
  source: string,
): Promise<{ readonly metafile: Metafile } | { readonly problems: readonly string[] }> {
  try {
    return await build({
      stdin: { contents: source, loader: 'js', sourcefile: 'index.js' },
      ...{ bundle: true, write: false, metafile: true, logLevel: 'silent', treeShaking: false },
      ...{ format: 'esm', target: 'es2022', platform: 'neutral' },
      plugins: [
        {
          name: 'nothing is followed',
          setup: (bundler) => bundler.onResolve({ filter: /.*/ }, ({ path }) => ({ path, external: true })),
        },
      ],
    });
  } catch (cause) {
    const { errors = [] } = cause as Partial<BuildFailure>;
    if (errors.length === 0) throw cause;
    return {
      problems: errors.slice(0, MAX_PROBLEMS).map(({ text }) => `It is no module of ECMAScript 2022: ${text}.`),
    };
  }
}
