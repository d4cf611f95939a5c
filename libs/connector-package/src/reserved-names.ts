const OWN_PREFIX = /^(?:millrace|ap)-/;

/**
 * Would a stranger's connector of this name be taken for one of ours, or for a piece (`ap-`)? Names that differ from a built-in
 * one by case, hyphens and underscores only, or by `millrace-` before them, are the same to whoever reads them.
 */
export function isReservedName(name: string, builtIns: readonly string[]): boolean {
  const plain = name.toLowerCase().replace(/[_.\s]/g, '-');
  if (OWN_PREFIX.test(plain) || plain === 'millrace' || plain === 'ap') return true;
  const letters = lettersOf(plain);
  // Without its hyphen too: nobody types `millracehttp` by accident.
  return [letters, letters.replace(/^millrace/, '')].some((text) => builtIns.some((own) => lettersOf(own) === text));
}

const lettersOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
