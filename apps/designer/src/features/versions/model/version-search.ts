/** One side of a comparison: a version's number, or the draft. */
export type VersionSide = number | 'draft';

/** What the versions page keeps in its address. */
export interface VersionSearch {
  /** Both sides are there when versions are compared. */
  readonly from?: VersionSide;
  readonly to?: VersionSide;
  /** Id of the change whose fields are shown. */
  readonly change?: string;
}

/** A version's number as addresses have it. */
export function readVersionNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined;
}

const readSide = (value: unknown): VersionSide | undefined => (value === 'draft' ? 'draft' : readVersionNumber(value));

/** Reads the address; what it cannot mean is left out. */
export function readVersionSearch(search: Readonly<Record<string, unknown>>): VersionSearch {
  const [from, to] = [readSide(search.from), readSide(search.to)];
  if (from === undefined || to === undefined) return {};
  const { change } = search;
  return { from, to, ...(typeof change === 'string' && change !== '' ? { change } : {}) };
}
