import type { PieceProperties, PieceProperty } from './piece-shape.ts';

const MAX_CHARACTERS = 60;

/** Members under names that a manifest takes: `sendMessage` and `send-message` become `send_message`. */
export function toMemberNames<Member>(members: Readonly<Record<string, Member>> = {}): ReadonlyMap<string, Member> {
  const named = new Map<string, Member>();
  for (const [name, member] of Object.entries(members)) named.set(uniqueIn(named, toMemberName(name)), member);
  return named;
}

function toMemberName(name: string): string {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, MAX_CHARACTERS);
  return /^[a-z].+/.test(plain) ? plain : `do_${plain}`;
}

function uniqueIn(taken: { has(name: string): boolean }, name: string): string {
  let unique = name;
  for (let count = 2; taken.has(unique); count += 1) unique = `${name}_${count}`;
  return unique;
}

/** Names of what fills in fields while somebody edits. Fields that share a function share its name. */
export class SourceNames {
  readonly #names = new Map<unknown, string>();
  readonly #properties = new Map<string, PieceProperty>();

  constructor(forms: readonly PieceProperties[]) {
    for (const form of forms) this.#add(form);
  }

  nameOf(property: PieceProperty): string | undefined {
    return this.#names.get(functionOf(property));
  }

  /** The field that a name stands for. */
  find(name: string): PieceProperty | undefined {
    return this.#properties.get(name);
  }

  #add(form: PieceProperties): void {
    for (const [name, property] of Object.entries(form)) {
      const found = functionOf(property);
      if (found !== undefined && !this.#names.has(found)) {
        const plain = name.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, MAX_CHARACTERS);
        const unique = uniqueIn(this.#properties, /^[A-Za-z]/.test(plain) ? plain : `field${plain}`);
        this.#names.set(found, unique);
        this.#properties.set(unique, property);
      }
      if (property.properties !== undefined) this.#add(property.properties);
    }
  }
}

/** What is asked for a field's choices, or for the fields inside it. */
function functionOf({ type, options, props }: PieceProperty): unknown {
  const found = type === 'DYNAMIC' ? props : options;
  return typeof found === 'function' ? found : undefined;
}
