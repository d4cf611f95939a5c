import { createInterface } from 'node:readline';

/** The first line of a stream that matches, as the match; undefined when it ended without one. */
export function waitForLine(stream, pattern) {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stream });
    lines.on('line', (line) => {
      const match = pattern.exec(line);
      if (match !== null) resolve(match);
    });
    lines.on('close', () => resolve(undefined));
  });
}
