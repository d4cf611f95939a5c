import {
  compareManifests,
  compareVersions,
  isBumpEnough,
  isVersion,
  nextVersion,
  type Comparison,
  type Manifest,
} from '@millrace/connector-sdk/platform';
import { ServerError } from '../errors.ts';

/** What is new since the version before; undefined for the first. */
export interface VersionStep extends Comparison {
  readonly since: string;
}

/** The highest version below this one: what its users come from. */
export function findVersionBefore(numbers: readonly string[], version: string): string | undefined {
  return numbers
    .filter((other) => isVersion(other) && compareVersions(other, version) < 0)
    .sort(compareVersions)
    .at(-1);
}

/** What has changed, if the version says as much as has changed. `connector.schema_breaking` */
export function checkBump(before: Manifest, after: Manifest): VersionStep {
  const comparison = compareManifests(before, after);
  const { bump, changes } = comparison;
  if (isBumpEnough(before.version, after.version, bump)) return { ...comparison, since: before.version };
  const breaking = changes.filter((change) => change.bump === bump);
  throw new ServerError(
    'connector.schema_breaking',
    `${after.version} says too little of what has changed since ${before.version}: that is a ${bump} change. Publish it as ${nextVersion(before.version, bump)} or later.`,
    {
      findings: breaking.map(({ path, rule, before: was, after: is }) => ({
        ...{ code: rule, severity: 'error' as const, path: `/${path}` },
        message: `${rule}${was === undefined ? '' : `, was ${print(was)}`}${is === undefined ? '' : `, is ${print(is)}`}`,
      })),
      detail: { since: before.version, needed: nextVersion(before.version, bump) },
    },
  );
}

const MAX_PRINTED_CHARACTERS = 200;
const print = (value: unknown): string => JSON.stringify(value).slice(0, MAX_PRINTED_CHARACTERS);
