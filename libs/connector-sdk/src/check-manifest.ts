import Schema from 'typebox/schema';
import { manifestSchema } from './manifest.ts';

const MAX_PROBLEMS = 50;

/** What is wrong with what claims to be a manifest, a sentence each; nothing when it is one. */
export function checkManifest(value: unknown): readonly string[] {
  const [isFine, errors] = Schema.Errors(manifestSchema, value);
  if (isFine) return [];
  return errors.slice(0, MAX_PROBLEMS).map(({ instancePath, message }) => `at ${instancePath || '/'}: ${message}.`);
}
