import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * A program of this server as one text, for a thread. From the sources, as tests run, and from the build alike: a thread reads no
 * TypeScript. `program` is without its ending.
 */
export async function bundleProgram(program: URL): Promise<string> {
  const isSource = import.meta.url.endsWith('.ts');
  const { outputFiles } = await build({
    entryPoints: [`${fileURLToPath(program)}.${isSource ? 'ts' : 'js'}`],
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' },
    ...(isSource ? { conditions: ['@millrace/source'] } : {}),
  });
  const [bundled] = outputFiles;
  if (bundled === undefined) throw new Error(`The program ${program.pathname} has no text.`);
  return bundled.text;
}
