import type { PiecePreview } from './server-client.ts';

const KIB = 1024;

/** What a piece is, for whoever decides whether it is installed. */
export function printPreview(preview: PiecePreview): string {
  const { title, name, version, description, license, licenseNote, warnings, refusals } = preview;
  const lines = [
    `${title}: ${name} ${version}, not installed.`,
    ...(description === '' ? [] : [description]),
    sizeOf(preview),
    license === undefined ? (licenseNote ?? 'The package states no licence.') : `Licence: ${license}.`,
    ...listOf(
      'Signs in by',
      preview.auth.map((way) => way.title),
    ),
    ...listOf(
      'Actions',
      preview.actions.map((action) => `${action.name}${action.claimsToRead ? ' (says that it only reads)' : ''}`),
    ),
    ...listOf(
      'Triggers',
      preview.triggers.map((trigger) => trigger.name),
    ),
    ...warnings.map((warning) => `  - ${warning}`),
    ...refusals.map(({ code, message }) => `Would be refused: ${message} [${code}]`),
    '',
  ];
  // They are a stranger's words: none of them moves the cursor.
  return lines.map((line) => line.replace(/\p{Cc}/gu, ' ')).join('\n');
}

function sizeOf({ sizeBytes, packages, publishedAt, isYoung }: PiecePreview): string {
  const size = `${Math.ceil(sizeBytes / KIB)} KiB in ${packages} ${packages === 1 ? 'package' : 'packages'}`;
  if (publishedAt === undefined) return `${size}.`;
  return `${size}, published at ${publishedAt}${isYoung ? ': less than three days ago, so it needs --allow-young' : ''}.`;
}

const listOf = (words: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${words} (${names.length}): ${names.join(', ')}.`];
