/** A text as addresses have it: small letters, digits and hyphens. Empty when nothing of it can stand there. */
export function slugOf(text: string, maxCharacters: number): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, maxCharacters)
    .replace(/-+$/, '');
}
