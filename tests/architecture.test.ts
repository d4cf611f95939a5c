// Who may import whom. The table is the architecture; a failure prints the reason that it breaks.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findCycles } from './rules/cycles.ts';
import { PACKAGES, packageOf, resolveRelative, ROOT, type Package, type SourceFile } from './rules/packages.ts';

interface Room {
  readonly mayImport: readonly string[];
  /** What its tests may import besides, for the real thing instead of a mock. */
  readonly testsMayImport?: readonly string[];
  readonly because: string;
}

const EVERY_LIB = PACKAGES.filter(({ path }) => path.startsWith('libs/')).map(({ path }) => path);
const EVERY_CONNECTOR = PACKAGES.filter(({ path }) => path.startsWith('connectors/')).map(({ path }) => path);

const HOUSE: Readonly<Record<string, Room>> = {
  'libs/machine': { mayImport: [], because: 'what a workflow means is readable and runnable alone' },
  'libs/expressions': { mayImport: [], because: 'a mapping means the same in the engine, the browser and the shell' },
  'libs/connector-sdk': { mayImport: [], because: 'authors of connectors install it, and nothing else of ours' },
  'libs/security': { mayImport: [], because: 'a guard that depends on what it guards can be talked round' },
  'libs/api-client': { mayImport: [], because: 'it is made from the OpenAPI document alone' },
  'libs/runtime': {
    mayImport: ['libs/machine', 'libs/expressions', 'libs/run-query', 'libs/connector-sdk'],
    because: 'it owns the ports, so it knows no adapter',
  },
  'libs/connector-host': {
    mayImport: ['libs/connector-sdk', 'libs/security', 'libs/expressions'],
    because: 'it runs connectors for whoever asks, and knows no runs',
  },
  'libs/connector-openapi': {
    mayImport: ['libs/connector-sdk'],
    because: 'it makes a connector of a document, for the server and the command line alike, and calls nothing',
  },
  'libs/connector-package': {
    mayImport: ['libs/connector-sdk'],
    because: 'whoever packs and whoever unpacks a connector must mean the same file',
  },
  'libs/persistence': {
    mayImport: ['libs/runtime', 'libs/machine'],
    because: 'an adapter knows its port and nothing beside it',
  },
  'libs/queue-bull': {
    mayImport: ['libs/runtime', 'libs/machine'],
    because: 'an adapter knows its port and nothing beside it',
  },
  'libs/run-query': { mayImport: [], because: 'a query of runs means the same in the browser and in the store' },
  'libs/workflow-tests': {
    mayImport: ['libs/machine', 'libs/expressions'],
    because: 'a test of a workflow means the same in the server, the browser and the shell',
  },
  'libs/testing': { mayImport: EVERY_LIB, because: 'it serves tests only, and nothing that ships may import it' },
  'connectors/*': {
    mayImport: ['libs/connector-sdk'],
    testsMayImport: ['libs/connector-host', 'libs/security'],
    because: 'a connector could be published by a stranger',
  },
  'apps/server': { mayImport: [...EVERY_LIB, ...EVERY_CONNECTOR], because: 'it wires ports to adapters' },
  'apps/worker': {
    mayImport: [...EVERY_LIB, ...EVERY_CONNECTOR, 'apps/server'],
    because: 'it is the server’s engine without its doors: the wiring exists once',
  },
  'apps/cli': { mayImport: [...EVERY_LIB, 'apps/server'], because: '`start` starts the server in its own process' },
  'apps/designer': {
    mayImport: ['libs/api-client', 'libs/machine', 'libs/expressions', 'libs/run-query', 'libs/workflow-tests'],
    because: 'it runs in a browser, and its checks are the engine’s own',
  },
};

/** Packages of others that only some rooms may use. */
const RESERVED: readonly { readonly package: RegExp; readonly rooms: RegExp; readonly because: string }[] = [
  { package: /^@nestjs\//, rooms: /^(?:apps\/|libs\/queue-bull$)/, because: 'libraries work without a framework' },
  { package: /^typeorm$/, rooms: /^libs\/persistence$/, because: 'entities never leave their room' },
  { package: /^(?:bull|ioredis)$/, rooms: /^libs\/queue-bull$/, because: 'the queue is one of two dispatchers' },
  { package: /^pg$/, rooms: /^libs\/(?:persistence|testing)$/, because: 'SQL is behind the ports' },
  { package: /^react/, rooms: /^apps\/designer$/, because: 'there is one screen' },
];

/** Files that break a rule and are known to. Empty: a new one needs an argument in `docs/adr`. */
const KNOWN_VIOLATIONS: readonly string[] = [];

const BUILT_IN = new Set(builtinModules);
const ROOT_TOOLS = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> })
    .devDependencies,
);
const byName = new Map(PACKAGES.map((found) => [found.name, found]));
const roomOf = ({ path }: Package): Room | undefined =>
  HOUSE[path] ?? HOUSE[path.replace(/^connectors\/.*/, 'connectors/*')];
const isBare = (specifier: string): boolean => !specifier.startsWith('.') && !specifier.startsWith('/');
/** Of Node, or of a plug-in of the bundler. */
const isBuiltIn = (specifier: string): boolean => /^(?:node|virtual):/.test(specifier) || BUILT_IN.has(specifier);

function violations(check: (found: Package, file: SourceFile, specifier: string) => string | undefined): string[] {
  return PACKAGES.flatMap((found) =>
    found.files.flatMap((file) =>
      file.imports.flatMap(({ specifier }) => {
        const why = check(found, file, specifier);
        const line = `${file.path} imports ${specifier}: ${why ?? ''}`;
        return why === undefined || KNOWN_VIOLATIONS.includes(line) ? [] : [line];
      }),
    ),
  );
}

describe('the house', () => {
  test('every package has its row in the table', () => {
    expect(PACKAGES.filter((found) => roomOf(found) === undefined).map(({ path }) => path)).toEqual([]);
  });

  test('every package that exists has code: no empty rooms', () => {
    expect(PACKAGES.filter(({ files }) => files.length === 0).map(({ path }) => path)).toEqual([]);
  });

  test('packages import only what the table allows', () => {
    const found = violations((from, file, specifier) => {
      const target = isBare(specifier) ? byName.get(packageOf(specifier)) : undefined;
      const room = roomOf(from);
      if (target === undefined || room === undefined || target === from) return undefined;
      const forTests = [...(room.testsMayImport ?? []), ...EVERY_LIB];
      const allowed = file.isTest ? [...room.mayImport, ...forTests] : room.mayImport;
      if (!file.isTest && target.path === 'libs/testing') return 'only tests may import it';
      return allowed.includes(target.path) ? undefined : room.because;
    });
    expect(found).toEqual([]);
  });

  test('what a file imports is declared by its own package', () => {
    const found = violations(({ name, dependencies, devDependencies }, file, specifier) => {
      if (!isBare(specifier) || isBuiltIn(specifier)) return undefined;
      const wanted = packageOf(specifier);
      const declared = file.isTest ? [...dependencies, ...devDependencies, ...ROOT_TOOLS, name] : dependencies;
      const types = `@types/${wanted.replace('@', '').replace('/', '__')}`;
      const isBuildTool = /(?:^|\/)vite\.config\.ts$/.test(file.path) && devDependencies.includes(wanted);
      return declared.includes(wanted) || declared.includes(types) || isBuildTool
        ? undefined
        : 'its package does not declare it';
    });
    expect(found).toEqual([]);
  });

  test('no relative path leaves its package', () => {
    const found = violations((from, file, specifier) =>
      isBare(specifier) || resolveRelative(file.path, specifier).startsWith(`${from.path}/`)
        ? undefined
        : 'the package’s exports are the only door',
    );
    expect(found).toEqual([]);
  });

  test('frameworks and drivers stay in their rooms', () => {
    const found = violations(({ path }, file, specifier) => {
      const rule = RESERVED.find((reserved) => reserved.package.test(packageOf(specifier)));
      return rule === undefined || rule.rooms.test(path) || file.isTest ? undefined : rule.because;
    });
    expect(found).toEqual([]);
  });

  test('the doors are named one by one', () => {
    expect(
      PACKAGES.flatMap(({ path, exports }) => exports.filter((door) => door.includes('*')).map(() => path)),
    ).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    expect(PACKAGES.flatMap(({ files }) => findCycles(files))).toEqual([]);
  });

  test('what the browser loads knows nothing of Node', () => {
    const rooms = [
      'libs/machine',
      'libs/expressions',
      'libs/run-query',
      'libs/workflow-tests',
      'libs/api-client',
      'apps/designer',
    ];
    const found = violations(({ path }, file, specifier) =>
      rooms.includes(path) &&
      !file.isTest &&
      !file.path.endsWith('vite.config.ts') &&
      isBuiltIn(specifier) &&
      !specifier.startsWith('virtual:')
        ? 'it runs in browsers too'
        : undefined,
    );
    expect(found).toEqual([]);
  });
});

describe('the designer', () => {
  const layerOf = (path: string): { readonly layer: number; readonly feature?: string } => {
    const inside = path.replace('apps/designer/src/', '');
    if (inside === 'main.tsx' || inside.startsWith('app/')) return { layer: 2 };
    const feature = /^features\/([^/]+)\//.exec(inside)?.[1];
    return feature === undefined ? { layer: 0 } : { layer: 1, feature };
  };

  test('is built in layers: app, features, shared', () => {
    const found = violations(({ path }, file, specifier) => {
      if (path !== 'apps/designer' || isBare(specifier) || file.path.includes('/testing/')) return undefined;
      const from = layerOf(file.path);
      const to = layerOf(resolveRelative(file.path, specifier));
      if (to.layer > from.layer) return 'lower layers do not know higher ones';
      const isOther = from.feature !== undefined && to.feature !== undefined && from.feature !== to.feature;
      return isOther ? 'features do not know each other: what both need is shared' : undefined;
    });
    expect(found).toEqual([]);
  });

  test('keeps its models free of React', () => {
    const found = violations((_, file, specifier) =>
      /^apps\/designer\/src\/features\/[^/]+\/model\//.test(file.path) &&
      !file.isTest &&
      /^(?:react|@mantine|@xyflow|@tanstack)/.test(specifier)
        ? 'a model is plain data, tested like the engine'
        : undefined,
    );
    expect(found).toEqual([]);
  });
});
