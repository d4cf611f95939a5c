import { z } from 'zod';
import { publishedConnector } from '../connector-versions/connector-versions.dto.ts';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';

export const addPieceRequest = named(
  'AddPiece',
  z.strictObject({
    package: keptText(1, 214).meta({ description: '`@activepieces/piece-slack`' }),
    version: keptText(1, 64).meta({ description: 'Exact.' }),
    reads: z
      .array(keptText(1, 64))
      .max(1000)
      .default([])
      .meta({ description: 'Actions that only read, as you know them: a piece does not say so.' }),
    allowYoung: z.boolean().default(false).meta({ description: 'Although the version is younger than three days.' }),
    promote: z.boolean().default(true).meta({ description: 'Make it what new workflows get.' }),
  }),
);
export type AddPieceRequest = z.infer<typeof addPieceRequest>;

export const addedPiece = named(
  'AddedPiece',
  publishedConnector.extend({
    title: z.string(),
    license: z.string().optional().meta({ description: 'As its package states it.' }),
    licenseNote: z.string().optional().meta({ description: 'What is to be said where it states none.' }),
    warnings: z.array(z.string()),
  }),
);
export type AddedPiece = z.infer<typeof addedPiece>;
