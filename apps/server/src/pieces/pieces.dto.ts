import type { InstalledPiece, PiecePreview } from '@millrace/connector-host';
import { z } from 'zod';
import { publishedConnector } from '../connector-versions/connector-versions.dto.ts';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';

const address = {
  package: keptText(1, 214).meta({ description: '`@activepieces/piece-slack`' }),
  version: keptText(1, 64).meta({ description: 'Exact.' }),
};
const actionNames = z.array(keptText(1, 64)).max(1000);
const promote = z.boolean().default(true).meta({ description: 'Make it what new workflows get.' });
const terms = {
  license: z.string().optional().meta({ description: 'As its package states it.' }),
  licenseNote: z.string().optional().meta({ description: 'What is to be said where it states none.' }),
};

export const addPieceRequest = named(
  'AddPiece',
  z.strictObject({
    ...address,
    reads: actionNames
      .default([])
      .meta({ description: 'Actions that only read, as you know them: a piece does not say so.' }),
    allowYoung: z.boolean().default(false).meta({ description: 'Although the version is younger than three days.' }),
    promote,
  }),
);
export type AddPieceRequest = z.infer<typeof addPieceRequest>;

export const addedPiece = named(
  'AddedPiece',
  publishedConnector.extend({
    title: z.string(),
    ...terms,
    warnings: z.array(z.string()),
  }),
);
export type AddedPiece = z.infer<typeof addedPiece>;

export const previewPieceRequest = named('PreviewPiece', z.strictObject(address));
export type PreviewPieceRequest = z.infer<typeof previewPieceRequest>;

const member = { name: z.string(), title: z.string(), description: z.string() };
export const piecePreview = named(
  'PiecePreview',
  z.object({
    name: z.string().meta({ description: 'Of the connector that it would be.' }),
    ...{ package: z.string(), version: z.string(), title: z.string(), description: z.string() },
    icon: z.string().optional().meta({ description: 'SVG text.' }),
    publishedAt: z.string().optional().meta({ description: 'Absent where its files are here already.' }),
    isYoung: z.boolean().meta({ description: 'Published less than three days ago: installing it needs `allowYoung`.' }),
    sizeBytes: z.int().meta({ description: 'Of all files, with those of the packages that it needs.' }),
    packages: z.int().meta({ description: 'How many these are, itself among them.' }),
    ...terms,
    refusals: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .meta({ description: 'Why it would not be installed; none: it would.' }),
    warnings: z.array(z.string()),
    auth: z.array(z.object({ name: z.string(), kind: z.string(), title: z.string() })),
    actions: z.array(
      z.object({
        ...member,
        claimsToRead: z.boolean().meta({ description: 'The piece says so itself; nobody has checked it.' }),
      }),
    ),
    triggers: z.array(z.object({ ...member, kind: z.enum(['webhook', 'polling', 'stream']) })),
    readsBefore: z
      .array(z.string())
      .meta({ description: 'Actions that only read in the version that new workflows get.' }),
  }),
);
export type PiecePreviewDto = z.infer<typeof piecePreview>;

export const pieceReadsParams = z.strictObject({ name: keptText(1, 64) });
export type PieceReadsParams = z.infer<typeof pieceReadsParams>;
export const pieceReadsRequest = named(
  'PieceReads',
  z.strictObject({
    version: keptText(1, 64).optional().meta({ description: 'Default: the one that new workflows get.' }),
    reads: actionNames.meta({ description: 'All actions that only read: every other one counts as a write.' }),
    promote,
  }),
);
export type PieceReadsRequest = z.infer<typeof pieceReadsRequest>;

interface Registered {
  /** Its version is here already. */
  readonly refusals: PiecePreviewDto['refusals'];
  readonly readsBefore: readonly string[];
}

/** A piece for whoever decides whether to install it. */
export function toPreviewDto(preview: PiecePreview, { refusals, readsBefore }: Registered): PiecePreviewDto {
  const { packageName, version, name, description, piece, publishedAt, isYoung, bytes: sizeBytes, packages } = preview;
  return {
    ...{ name, package: packageName, version, isYoung, sizeBytes, packages },
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...toTerms(preview),
    ...{ refusals: [...preview.refusals, ...refusals], readsBefore: [...readsBefore] },
    ...(piece === undefined ? { title: packageName, description, ...NOTHING_KNOWN } : toKnown(piece)),
  };
}

type Known = Pick<PiecePreviewDto, 'title' | 'description' | 'icon' | 'warnings' | 'auth' | 'actions' | 'triggers'>;
const NOTHING_KNOWN = { warnings: [], auth: [], actions: [], triggers: [] };

function toKnown({ manifest, icon, claimedReads = [], warnings }: InstalledPiece): Known {
  const { title, description, auth, actions, triggers } = manifest;
  return {
    ...{ title, description, icon, warnings: [...warnings] },
    auth: Object.entries(auth).map(([name, way]) => ({ name, kind: way.kind, title: way.title })),
    actions: Object.entries(actions).map(([name, action]) => ({
      ...toMember(name, action),
      claimsToRead: claimedReads.includes(name),
    })),
    triggers: Object.entries(triggers).map(([name, trigger]) => ({ ...toMember(name, trigger), kind: trigger.kind })),
  };
}

const toMember = (
  name: string,
  { title, description = '' }: { readonly title: string; readonly description?: string },
) => ({
  ...{ name, title, description },
});

/** What its package states of its licence. */
export function toTerms({
  license,
  repositoryLicenseNote: licenseNote,
}: Pick<InstalledPiece, 'license' | 'repositoryLicenseNote'>): Pick<AddedPiece, 'license' | 'licenseNote'> {
  return {
    ...(license === undefined ? {} : { license }),
    ...(licenseNote === undefined ? {} : { licenseNote }),
  };
}
