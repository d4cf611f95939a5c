import { readdirSync, readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { ServerError } from '../errors.ts';
import { printErrorPage } from './error-page.ts';

const ERRORS_FOLDER = new URL('../../../../docs/errors/', import.meta.url);

/** The pages that `type` of a problem points to, from the files in docs/errors. */
@Injectable()
export class ErrorPagesService {
  private readonly pages = new Map(
    readdirSync(ERRORS_FOLDER)
      .filter((file) => file.endsWith('.md'))
      .map((file) => [file.slice(0, -3), printErrorPage(readFileSync(new URL(file, ERRORS_FOLDER), 'utf8'))]),
  );

  read(area: string): string {
    const page = this.pages.get(area);
    if (page === undefined) throw new ServerError('route.not_found', `There are no error codes named ${area}.*.`);
    return page;
  }
}
