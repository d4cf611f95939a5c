import { readFileSync } from 'node:fs';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { readOpenApi } from '../document/read-openapi.ts';

/** Parts of real documents; see the README beside them. */
export const FIXTURES = ['asana.yaml', 'discourse.json', 'github.json', 'slack.json', 'stripe.json'] as const;
export type Fixture = (typeof FIXTURES)[number];

export const readFixture = (name: Fixture): OpenApiDocument =>
  readOpenApi(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
