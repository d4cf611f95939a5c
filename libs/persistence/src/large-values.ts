// Values of more than 64 KiB are kept once, by their hash, and stand as references where they were. No value of a user can be
// mistaken for one: JSON never begins with the mark, and a checkpoint names its references beside its members.
import { createHash } from 'node:crypto';
import type { Checkpoint, JsonValue } from '@millrace/machine';
import type { JsonText, StepRecord } from '@millrace/runtime';

/** In characters: a text that is as long has at least as many bytes. */
export const LARGE_CHARACTERS = 65_536;
const MARK = '@sha256:';
/** How a checkpoint with references begins; one without begins with its state. */
const CHECKPOINT_MARK = '{"payloads":';

/** Collects what is too large to stand where it is. Runs without such values pay for a look at a length. */
export class LargeValues {
  readonly bodies = new Map<string, string>();

  /** The text, or what stands for it. */
  shorten<T extends JsonText | null | undefined>(text: T): T | string {
    return typeof text === 'string' && text.length > LARGE_CHARACTERS ? MARK + this.#keep(text) : text;
  }

  #keep(text: string): string {
    const hash = createHash('sha256').update(text).digest('hex');
    this.bodies.set(hash, text);
    return hash;
  }

  /** A position as text. */
  checkpointText(checkpoint: Checkpoint): string {
    const text = JSON.stringify(checkpoint);
    if (text.length <= LARGE_CHARACTERS) return text;
    const variables: Record<string, JsonValue> = {};
    const references: CheckpointReferences = { variables: {} };
    for (const [name, value] of Object.entries(checkpoint.variables)) {
      const hash = this.#hashOfLarge(value);
      // Its place among the others stays.
      define(variables, name, hash === undefined ? value : null);
      if (hash !== undefined) define(references.variables, name, hash);
    }
    const input = this.#hashOfLarge(checkpoint.input);
    return JSON.stringify({
      payloads: input === undefined ? references : { ...references, input },
      ...checkpoint,
      variables,
      ...(input === undefined ? {} : { input: null }),
    });
  }

  #hashOfLarge(value: JsonValue): string | undefined {
    if (!mayBeLarge(value)) return undefined;
    const text = JSON.stringify(value);
    return text.length > LARGE_CHARACTERS ? this.#keep(text) : undefined;
  }
}

interface CheckpointReferences {
  readonly input?: string;
  readonly variables: Record<string, string>;
}

/** Numbers and short texts need not be written to be known as small. */
function mayBeLarge(value: JsonValue): boolean {
  return typeof value === 'object' || (typeof value === 'string' && value.length > LARGE_CHARACTERS / 6);
}

/** Also for a variable that is named as a member that all objects have. */
function define<T>(target: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The hashes that texts refer to: values, and checkpoints. */
export function referencesIn(texts: readonly (string | null | undefined)[]): readonly string[] {
  return texts.flatMap((text) => {
    if (text == null) return [];
    if (text.startsWith(MARK)) return [text.slice(MARK.length)];
    if (!text.startsWith(CHECKPOINT_MARK)) return [];
    const { payloads } = JSON.parse(text) as { readonly payloads: CheckpointReferences };
    return [...Object.values(payloads.variables), ...(payloads.input === undefined ? [] : [payloads.input])];
  });
}

/** The text itself, of a value. */
export function fullText(text: JsonText, bodies: Bodies): JsonText {
  return text.startsWith(MARK) ? bodyOf(text.slice(MARK.length), bodies) : text;
}

/** Hash -> body, of all that is referred to. */
export type Bodies = ReadonlyMap<string, string>;

function bodyOf(hash: string, bodies: Bodies): string {
  const body = bodies.get(hash);
  if (body === undefined) throw new Error(`The payload ${hash} is gone though something refers to it.`);
  return body;
}

export function fullCheckpoint(text: string, bodies: Bodies): Checkpoint {
  const kept = JSON.parse(text) as Checkpoint & { readonly payloads?: CheckpointReferences };
  if (!text.startsWith(CHECKPOINT_MARK) || kept.payloads === undefined) return kept;
  const { payloads, ...checkpoint } = kept;
  const variables = { ...checkpoint.variables };
  for (const [name, hash] of Object.entries(payloads.variables))
    define(variables, name, JSON.parse(bodyOf(hash, bodies)) as JsonValue);
  const input =
    payloads.input === undefined ? checkpoint.input : (JSON.parse(bodyOf(payloads.input, bodies)) as JsonValue);
  return { ...checkpoint, input, variables };
}

/** Members of a record that may be references. */
export function textsOf({ input, arguments: given, output, assigned }: StepRecord): readonly (string | undefined)[] {
  return [input, given, output, assigned];
}

export function fullRecord(step: StepRecord, bodies: Bodies): StepRecord {
  const texts = textsOf(step);
  if (!texts.some((text) => text?.startsWith(MARK) === true)) return step;
  const { arguments: given, output, assigned } = step;
  return {
    ...step,
    input: fullText(step.input, bodies),
    ...(given === undefined ? {} : { arguments: fullText(given, bodies) }),
    ...(output === undefined ? {} : { output: fullText(output, bodies) }),
    ...(assigned === undefined ? {} : { assigned: fullText(assigned, bodies) }),
  };
}
