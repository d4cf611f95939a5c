// C14: the version says what has changed.
import { compareManifests } from '../../compat/compare-manifests.ts';
import { isBumpEnough, isVersion, nextVersion } from '../../compat/versions.ts';
import { describeConnector } from '../../describe-connector.ts';
import type { Problems, Subject } from './subject.ts';

/** Compares with the version before. */
export function checkCompatibility({ connector, about, previous }: Subject): Problems {
  if (previous === undefined) return [];
  const { bump, changes } = compareManifests(previous, describeConnector(connector, about.version));
  const { version } = about;
  if (!isVersion(version) || isBumpEnough(previous.version, version, bump)) return [];
  const least = nextVersion(previous.version, bump);
  const decisive = changes.filter((change) => change.bump === bump).map(({ path, rule }) => `${path} (${rule})`);
  const why = decisive.length === 0 ? '' : `, because of ${decisive.join(', ')}`;
  return [`${connector.name}: version ${version} follows ${previous.version}, where ${least} is the least${why}.`];
}
