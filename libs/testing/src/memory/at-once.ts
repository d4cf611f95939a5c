/** Does it now and as a whole, and answers as a port does: a throw becomes a rejection. */
export function atOnce<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
