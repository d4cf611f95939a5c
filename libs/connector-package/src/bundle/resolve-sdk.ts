import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** Where our own installation begins to look for the SDK. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const TRIED = Symbol('tried');

/** The SDK that the author has installed, else the one that came with this program: a folder works without an install. */
export const resolveSdk: Plugin = {
  name: 'the SDK',
  setup(bundler) {
    bundler.onResolve(
      { filter: /^@millrace\/connector-sdk(\/|$)/ },
      async ({ path, resolveDir, kind, importer, pluginData }) => {
        if (pluginData === TRIED) return undefined;
        const options = { kind, importer, pluginData: TRIED };
        const theirs = await bundler.resolve(path, { ...options, resolveDir });
        return theirs.errors.length === 0 ? theirs : bundler.resolve(path, { ...options, resolveDir: HERE });
      },
    );
  },
};
