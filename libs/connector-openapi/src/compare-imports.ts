import { compareManifests, type Comparison, type Manifest } from '@millrace/connector-sdk/platform';

/** What another import changes. */
export interface ImportComparison extends Comparison {
  /** Names of actions and triggers that are new, gone, or not the same any more. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares what a document became with what its next version becomes: which operations, and which version that asks for. */
export function compareImports(before: Manifest, after: Manifest): ImportComparison {
  const comparison = compareManifests(before, after);
  const known = membersOf(before);
  const now = membersOf(after);
  const touched = new Set(
    comparison.changes.flatMap(({ path }) => {
      const [kind, name] = path.split('/');
      return (kind === 'actions' || kind === 'triggers') && name !== undefined ? [name] : [];
    }),
  );
  return {
    ...comparison,
    added: [...now].filter((name) => !known.has(name)),
    removed: [...known].filter((name) => !now.has(name)),
    changed: [...touched].filter((name) => known.has(name) && now.has(name)),
  };
}

const membersOf = ({ actions, triggers }: Manifest): ReadonlySet<string> =>
  new Set([...Object.keys(actions), ...Object.keys(triggers)]);
