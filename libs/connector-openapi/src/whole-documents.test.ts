// Whole documents of real services, where there is a folder of them: tens of megabytes that have no place in a repository.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@millrace/connector-sdk';
import { manifestSchema } from '@millrace/connector-sdk/platform';
import { readOpenApi } from './document/read-openapi.ts';
import { importOpenApi } from './import-openapi.ts';
import { inspectOpenApi } from './inspect-openapi.ts';
import { compileAll } from './testing/compile-all.ts';

const folder = process.env.OPENAPI_DOCUMENTS ?? '';
const documents = existsSync(folder)
  ? readdirSync(folder).filter((name) => /\.(?:json|ya?ml)$/.test(name) && statSync(join(folder, name)).isFile())
  : [];
if (documents.length === 0) process.stdout.write('Skipped: OPENAPI_DOCUMENTS names no folder of whole documents.\n');

/** A checker keeps all that it has compiled: a new one now and then. */
const ACTIONS_PER_CHECKER = 50;

(documents.length === 0 ? test.skip : test).each(documents.length === 0 ? ['none'] : documents)(
  '%s: all operations, every schema and sample',
  (name) => {
    const document = readOpenApi(readFileSync(join(folder, name)), { sourceUrl: 'https://docs.example/openapi.json' });
    const { operations } = inspectOpenApi(document);
    const { manifest } = importOpenApi(document, { name: 'whole-document' });
    const problems = operations.filter(({ problem }) => problem !== undefined).length;
    expect(Object.keys(manifest.actions)).toHaveLength(operations.length - problems);
    expect(compileAll().compile(manifestSchema)(manifest)).toBe('');
    let checker = compileAll();
    const misfits: JsonValue[] = [];
    for (const [index, [action, { input, output, sample }]] of Object.entries(manifest.actions).entries()) {
      if (index % ACTIONS_PER_CHECKER === 0) checker = compileAll();
      checker.compile(input);
      const misfit = checker.compile(output)(sample);
      if (misfit !== '') misfits.push([action, misfit]);
      expect(checker.warnings).toEqual([]);
    }
    expect(misfits).toEqual([]);
  },
  600_000,
);
