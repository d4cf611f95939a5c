// What fields are called where somebody reads about them.
import type { Subject, ValuePath } from './change.ts';

/** A field in words: known members by their word, the author's own names as they are. */
export interface FieldName {
  readonly parts: readonly FieldPart[];
  /** Stands behind a number. */
  readonly unit?: 's' | 'd';
}
type FieldPart =
  | { readonly kind: 'word'; readonly key: string }
  | { readonly kind: 'rule'; readonly number: number }
  | { readonly kind: 'name'; readonly text: string };

/** Members that the language names; below `field.` in the words file. */
const WORDS: ReadonlySet<string> = new Set([
  ...[
    'Type',
    'Resource',
    'Arguments',
    'Assign',
    'Output',
    'Credentials',
    'Connection',
    'Comment',
    'Items',
    'ItemSelector',
  ],
  ...['TimeoutSeconds', 'HeartbeatSeconds', 'Seconds', 'Timestamp', 'MaxConcurrency', 'ItemBatcher', 'Error', 'Cause'],
  ...['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput', 'ToleratedFailureCount', 'ToleratedFailurePercentage'],
  ...[
    'Retry',
    'Catch',
    'Choices',
    'Condition',
    'Compensate',
    'ErrorEquals',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
  ],
  ...['MaxDelaySeconds', 'JitterStrategy', 'Branches', 'ItemProcessor', 'Next', 'Default', 'StartAt'],
]);
const SECONDS: ReadonlySet<string> = new Set([
  ...['TimeoutSeconds', 'HeartbeatSeconds', 'Seconds', 'IntervalSeconds', 'MaxDelaySeconds'],
  ...['timeout', 'debounceSeconds', 'perSeconds', 'everySeconds'],
]);
const DAYS: ReadonlySet<string> = new Set(['succeededDays', 'failedDays', 'dedupeDays']);

/** Below these every name is the author's own. */
const OWN: ReadonlySet<string> = new Set(['Arguments', 'Assign', 'Output', 'ItemSelector', 'BatchInput']);

/** Names the field that a path leads to. */
export function nameField(path: ValuePath, kind: Subject['kind']): FieldName {
  const last = path.at(-1);
  const unit = typeof last === 'string' && isKnown(path, path.length - 1) ? unitOf(last) : undefined;
  return {
    parts: path.flatMap((part, index) => partOf(part, { path, index, kind })),
    ...(unit === undefined ? {} : { unit }),
  };
}

function unitOf(member: string): FieldName['unit'] {
  if (SECONDS.has(member)) return 's';
  return DAYS.has(member) ? 'd' : undefined;
}

const isKnown = (path: ValuePath, index: number): boolean =>
  !path.slice(0, index).some((part) => typeof part === 'string' && OWN.has(part));

interface At {
  readonly path: ValuePath;
  readonly index: number;
  readonly kind: Subject['kind'];
}

function partOf(part: string | number, { path, index, kind }: At): readonly FieldPart[] {
  if (typeof part === 'number') return [{ kind: 'rule', number: part + 1 }];
  if (kind === 'schema' && part === 'properties' && index < path.length - 1) return [];
  if (kind !== 'state') return [{ kind: 'name', text: part }];
  if (!isKnown(path, index)) return [{ kind: 'name', text: path[index - 1] === 'Assign' ? `$${part}` : part }];
  // What is inside says enough: an argument's name, the connection.
  if (index < path.length - 1 && SILENT.has(part)) return [];
  return [WORDS.has(part) ? { kind: 'word', key: part } : { kind: 'name', text: part }];
}

const SILENT: ReadonlySet<string> = new Set(['Arguments', 'Assign', 'Credentials', 'Choices', 'ItemProcessor']);
