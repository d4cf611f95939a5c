import { createInterface } from 'node:readline';

/** The first line of a child's output that matches, as the match; undefined when it ended without one. Reads on for ever. */
export function firstLine(child, pattern) {
  return new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const match = pattern.exec(line);
      if (match !== null) resolve(match);
    });
    lines.on('close', () => resolve(undefined));
  });
}
