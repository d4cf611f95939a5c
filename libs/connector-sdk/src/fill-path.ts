import { FatalError } from './failures.ts';

/** How places in a path look, and what is written there: percent-encoded, empty when there is nothing. */
interface Filling {
  readonly place: RegExp;
  readonly write: (name: string) => string;
}

/** RFC 3986 §3.3: a place is one segment, which holds no slash, and dots alone would climb. Throws `FatalError`. */
export function fillPath(path: string, { place, write }: Filling): string {
  return path.replace(place, (whole, name: string) => {
    // Fields of the connection are filled in by the platform.
    if (name.startsWith('connection.')) return whole;
    const written = write(name);
    if (written !== '' && written !== '.' && written !== '..') return written;
    throw new FatalError(`The path ${path} needs a value for "${name}" that is one part of a path.`, {
      detail: { code: 'connector.path_invalid' },
    });
  });
}
