/** Of sorted figures, the one below which this share of them is. */
export const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** A line of the report; what misses its target makes the bench fail. */
export const print = (name, text, isMet) => {
  process.stdout.write(`${name.padEnd(44)} ${text}${isMet === undefined ? '' : isMet ? '  met' : '  MISSED'}\n`);
  if (isMet === false) process.exitCode = 1;
};
