import { mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testFileStore } from '@millrace/testing/suites';
import { createLocalFileStore } from './local-file-store.ts';

let folder: string;

testFileStore({
  setup: () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-files-'));
    return Promise.resolve({
      files: createLocalFileStore(join(folder, 'not', 'there', 'yet')),
      count: () =>
        readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length,
    });
  },
  teardown: () => rm(folder, { recursive: true, force: true }),
});
