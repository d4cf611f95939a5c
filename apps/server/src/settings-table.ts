/** One setting: its variable, how its text becomes a value, what it is without one, and what it is for. */
export interface SettingRow<T> {
  readonly name: string;
  readonly parse: (text: string) => T | SettingFault;
  readonly default?: T;
  /** How the default is written down, where the value itself would mislead. */
  readonly defaultText?: string;
  readonly about: string;
  /** Also readable from the file that `NAME_FILE` names; never printed. */
  readonly isSecret?: boolean;
}
export interface SettingFault {
  readonly fault: string;
}
export type SettingTable = Readonly<Record<string, SettingRow<unknown>>>;
export type SettingValues<T extends SettingTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: infer D }
    ? Exclude<ReturnType<T[K]['parse']>, SettingFault> | Widened<D>
    : Exclude<ReturnType<T[K]['parse']>, SettingFault> | undefined;
};
type Widened<D> = D extends string ? string : D extends number ? number : D;

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadText = (path: string) => string;

/** Reads a table from an environment. Pure but for `readText`; returns every problem, a sentence each, or the values. */
export function readSettings<T extends SettingTable>(
  table: T,
  environment: Environment,
  readText: ReadText,
): { readonly problems: readonly string[]; readonly values: SettingValues<T> } {
  const problems = findUnknown(table, environment);
  const values: Record<string, unknown> = {};
  for (const [key, row] of Object.entries(table)) {
    const read = readRow(row, environment, readText);
    if (isFault(read)) problems.push(`${row.name}: ${read.fault}`);
    else values[key] = read;
  }
  return { problems, values: Object.freeze(values) as SettingValues<T> };
}

function readRow(row: SettingRow<unknown>, environment: Environment, readText: ReadText): unknown {
  const text = environment[row.name];
  const file = row.isSecret === true ? environment[`${row.name}_FILE`] : undefined;
  if (text !== undefined && file !== undefined) return { fault: `is given twice, here and by ${row.name}_FILE.` };
  if (file !== undefined) {
    try {
      return row.parse(readText(file).trim());
    } catch {
      return { fault: `the file "${file}" of ${row.name}_FILE cannot be read.` };
    }
  }
  return text === undefined || text === '' ? row.default : row.parse(text.trim());
}

const isFault = (value: unknown): value is SettingFault =>
  typeof value === 'object' && value !== null && 'fault' in value;

/** What the command line takes from the environment: there when it starts a server, and none of the server's business. */
const OF_COMMAND_LINE: ReadonlySet<string> = new Set(['MILLRACE_URL', 'MILLRACE_API_KEY', 'MILLRACE_CONFIG_DIR']);

/** A misspelt setting must not be a setting ignored. */
function findUnknown(table: SettingTable, environment: Environment): string[] {
  const known = Object.values(table).flatMap(({ name, isSecret }) =>
    isSecret === true ? [name, `${name}_FILE`] : [name],
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith('MILLRACE_') && !known.includes(name) && !OF_COMMAND_LINE.has(name))
    .map((name) => {
      const nearest = known.reduce((best, candidate) =>
        editDistance(name, candidate) < editDistance(name, best) ? candidate : best,
      );
      return `${name}: there is no such setting. Did you mean ${nearest}?`;
    });
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, character] of Array.from(left).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(right).entries()) {
      const substituted = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
