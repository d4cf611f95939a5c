import type { ConnectorUser, ConnectorVersion, VersionChange } from '../../../lib/contract.ts';

export type Bump = VersionChange['bump'];

const NUMBERS = /^(\d+)\.(\d+)\.(\d+)/;

/** The least version after this one that says what has changed. Before 1.0.0 a minor one may break. */
export function nextVersion(from: string, bump: Bump): string {
  const [, major = 0, minor = 0, patch = 0] = (NUMBERS.exec(from) ?? []).map(Number);
  if (bump === 'patch') return `${major}.${minor}.${patch + 1}`;
  return bump === 'major' && major > 0 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

/** What may be done to a version, by what it is now. */
export type VersionActKind = 'promote' | 'deprecate' | 'restore' | 'yank' | 'block' | 'unblock';

/** In the order in which they are offered. */
export function actsOf(version: ConnectorVersion): readonly VersionActKind[] {
  const { state, isLatest, blocked, origin } = version;
  if (origin === 'built-in' || state === 'draft') return [];
  if (blocked !== undefined) return ['unblock'];
  const promote: readonly VersionActKind[] = isLatest || state === 'yanked' ? [] : ['promote'];
  const life: readonly VersionActKind[] = state === 'published' ? ['deprecate', 'yank'] : ['restore'];
  return [...promote, ...life, 'block'];
}

/** What a version is called: a block outweighs everything else. */
export function standingOf({ state, blocked }: ConnectorVersion): ConnectorVersion['state'] | 'blocked' {
  return blocked === undefined ? state : 'blocked';
}

/** Where a change is, in the titles of the connector: `actions/create_ticket/input/subject` → `Create a ticket › subject`. */
export function placeOf(path: string, titles: Readonly<Record<string, string>>): readonly string[] {
  const [kind = '', name, side, ...rest] = path.split('/').filter((part) => part !== '');
  if (name === undefined) return [kind];
  return [titles[`${kind}/${name}`] ?? name, ...(side === undefined ? [] : [side]), ...rest];
}

/** Titles of a connector's actions and triggers by their place in a change's path. */
export function titlesOf(connector: {
  readonly actions: readonly { readonly name: string; readonly title: string }[];
  readonly triggers: readonly { readonly name: string; readonly title: string }[];
}): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...connector.actions.map(({ name, title }) => [`actions/${name}`, title] as const),
    ...connector.triggers.map(({ name, title }) => [`triggers/${name}`, title] as const),
  ]);
}

/** Breaking changes first. */
export function sortChanges(changes: readonly VersionChange[]): readonly VersionChange[] {
  const order: readonly Bump[] = ['major', 'minor', 'patch'];
  return changes.toSorted((left, right) => order.indexOf(left.bump) - order.indexOf(right.bump));
}

/** What an upgrade would mean for one workflow. */
export interface Impact {
  readonly workflow: string;
  readonly isLive: boolean;
  readonly pin: string | undefined;
  /** Already there; nothing that it calls has changed; something that it calls has broken. */
  readonly kind: 'current' | 'untouched' | 'breaking';
  /** Changes of what it calls that break. */
  readonly changes: readonly VersionChange[];
}

/** Compares what a workflow calls with what has changed since the version that it pins. */
export function impactOf(user: ConnectorUser, versions: readonly ConnectorVersion[]): Impact {
  const use = user.live ?? user.draft;
  const latest = versions.find(({ isLatest }) => isLatest);
  const about = { workflow: user.workflow, isLive: user.live !== undefined, pin: use?.pin };
  if (latest === undefined || use?.pin === undefined || use.pin === latest.version)
    return { ...about, kind: 'current', changes: [] };
  const called = new Set([
    ...use.actions.map((name) => `actions/${name}`),
    ...use.triggers.map((name) => `triggers/${name}`),
  ]);
  const changes = changesSince(versions, use.pin).filter(({ path, bump }) => bump === 'major' && isOf(called, path));
  return { ...about, kind: changes.length === 0 ? 'untouched' : 'breaking', changes };
}

/** The changes of every version from the latest down to, and without, the one that is pinned. Newest first, as they are listed. */
function changesSince(versions: readonly ConnectorVersion[], pin: string): readonly VersionChange[] {
  const published = versions.filter(({ state }) => state !== 'draft');
  const from = published.findIndex(({ isLatest }) => isLatest);
  const to = published.findIndex(({ version }) => version === pin);
  return published.slice(from, to === -1 ? undefined : to).flatMap(({ changes }) => changes);
}

/** A change of what is called, or of what every call shares. */
function isOf(called: ReadonlySet<string>, path: string): boolean {
  const [kind = '', name = ''] = path.split('/');
  return kind !== 'actions' && kind !== 'triggers' ? kind === 'auth' : called.has(`${kind}/${name}`);
}
