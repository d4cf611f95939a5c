import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { tokensCss } from './src/theme/tokens.ts';

const TOKENS = 'virtual:tokens.css';
const SERVER = 'http://127.0.0.1:7700';

/** Serves the token file as a style sheet, so that no colour is written twice. */
function designTokens(): Plugin {
  return {
    name: 'millrace-design-tokens',
    resolveId: (id) => (id === TOKENS ? `\0${TOKENS}` : undefined),
    load: (id) => (id === `\0${TOKENS}` ? tokensCss() : undefined),
  };
}

/** What workers load when an expression needs it, and what stands there until then. */
const LATE = ['re2js', 'handlebars'];

function lateModules(): Plugin {
  return {
    name: 'millrace-late-modules',
    enforce: 'pre',
    resolveId: (id, importer) =>
      LATE.includes(id) && importer?.includes('/workers/late-') === false
        ? `${import.meta.dirname}/src/workers/late-${id}.ts`
        : undefined,
  };
}

const CHUNKS: readonly (readonly [string, RegExp])[] = [
  ['react', /node_modules\/(react|react-dom|scheduler|i18next)\//],
  ['mantine', /node_modules\/(@mantine|@floating-ui|react-textarea-autosize|react-remove-scroll)\//],
  [
    'tanstack',
    /node_modules\/@tanstack\/(react-router|router-core|history|react-query|query-core|store|react-store)\//,
  ],
  ['canvas', /node_modules\/(@xyflow|d3-[a-z]+)\//],
  ['codemirror', /node_modules\/(@codemirror\/(?!lang-)|@lezer\/(common|highlight|lr)|style-mod|w3c-keyname|crelt)/],
];

export default defineConfig(({ mode }) => ({
  plugins: [react(), designTokens()],
  resolve: {
    conditions: ['@millrace/source', 'module', 'browser', mode === 'production' ? 'production' : 'development'],
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/hooks', '/hooks-test', '/callbacks', '/demo', '/healthz', '/readyz', '/errors'].map((path) => [
        path,
        // The browser's own Host goes through: the server compares it with the page's origin.
        { target: SERVER, changeOrigin: false },
      ]),
    ),
  },
  worker: { format: 'es', plugins: () => [lateModules()] },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: true,
    rolldownOptions: {
      output: { codeSplitting: { groups: CHUNKS.map(([name, test]) => ({ name, test })) } },
    },
  },
}));
