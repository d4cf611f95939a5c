import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';

const OPENAPI_FILE = new URL('../../openapi.json', import.meta.url);

/** The committed document; `npm run codegen` makes it from the controllers, and a test compares. */
@Injectable()
export class OpenApiService {
  private readonly document: unknown = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'));

  read(): unknown {
    return this.document;
  }
}
