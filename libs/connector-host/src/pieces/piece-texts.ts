import type { Manifest } from '@millrace/connector-sdk/platform';

const HUES = 360;

/** A square with a letter: the piece's own picture is an address at a stranger's, which no browser of ours asks. */
export function iconOf({ name, title }: Pick<Manifest, 'name' | 'title'>): string {
  const letter = /[A-Za-z0-9]/.exec(title)?.[0]?.toUpperCase() ?? '?';
  const hue = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % HUES, 0);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img"><rect width="24" height="24" rx="5" ` +
    `fill="hsl(${hue} 45% 42%)"/><text x="12" y="17" font-family="sans-serif" font-size="14" font-weight="600" ` +
    `text-anchor="middle" fill="#fff">${letter}</text></svg>`
  );
}

/** What the package says of its licence, for whoever installs it. */
export function licenseNoteOf(license: string | undefined): string | undefined {
  if (license !== undefined) return undefined;
  return 'The package states no licence; its source repository says MIT. Millrace does not ship it; you install it.';
}

export function readmeOf(manifest: Manifest, packageName: string, license: string | undefined): string {
  const { title, description, version } = manifest;
  const stated = license === undefined ? (licenseNoteOf(license) ?? '') : `The package states its licence: ${license}.`;
  return [
    `# ${title}`,
    description,
    `A piece from npm: \`${packageName}\` ${version}. ${stated}`,
    'It runs in a process of its own. Its guards stop mistakes, not malice: install only pieces that you trust.',
    'Its actions count as writes that cannot be repeated safely, unless you say otherwise of one.',
  ].join('\n\n');
}
