import type { JsonObject } from '@millrace/connector-sdk';
import { connectorOfManifest, type Manifest, type ManifestAction } from '@millrace/connector-sdk/platform';
import { testConnector, type TestCase } from '@millrace/connector-sdk/testing';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { isObject, listAt, objectAt } from '../json-access.ts';
import { sampleOf } from '../schema/sample-of.ts';
import type { CasePlan, ConnectorForm } from './case-plan.ts';
import { excerptOf } from './excerpt-document.ts';
import { planFake, type FakePlan } from './plan-fake.ts';
import { printFake, printSuite } from './print-tests.ts';
import { runPlan } from './run-plan.ts';

/** Tests that a document gives. */
export interface DerivedTests {
  /** By path, from the folder of the connector. */
  readonly files: Readonly<Record<string, string>>;
  /** Of these the document says too little: their authors have to. */
  readonly untried: readonly string[];
}

/** Each is run several dozen times before it is written down. */
const MAX_CASES = 50;
const PACKAGE = { version: '1.0.0', icon: '' };

/**
 * The tests of a connector that was made of a document: a fake that answers with its examples and checks each request against it, and
 * a case for each member that passes. Undefined when nobody can tell where the service would be. `names`: those of the import.
 */
export async function deriveTests(
  document: OpenApiDocument,
  { manifest, names }: { readonly manifest: Manifest; readonly names: Readonly<Record<string, string>> },
  form: ConnectorForm,
): Promise<DerivedTests | undefined> {
  const plan = planFake(document, manifest, names);
  if (plan === undefined) return undefined;
  const description = excerptOf(
    document,
    Object.keys(names).filter((key) => Object.hasOwn(manifest.actions, names[key] ?? '')),
  );
  const cases: CasePlan[] = [];
  const untried: string[] = [];
  const subject = { manifest, plan, description };
  for (const name of [...Object.keys(manifest.actions), ...Object.keys(manifest.triggers)]) {
    const found = cases.length < MAX_CASES ? await findCase(subject, name) : undefined;
    if (found === undefined) untried.push(name);
    else cases.push(found);
  }
  const paged = Object.entries(manifest.actions).flatMap(([name, { http }]) =>
    http?.paginate === undefined ? [] : [name],
  );
  const test = form === 'code' ? 'src/index.test.ts' : 'test/connector.test.ts';
  return {
    untried,
    files: {
      'test/openapi.json': `${JSON.stringify(description, null, 2)}\n`,
      'test/fake.ts': printFake(plan, manifest.title),
      [test]: printSuite({ form, cases, untried, paged }),
    },
  };
}

interface Derived {
  readonly manifest: Manifest;
  readonly plan: FakePlan;
  readonly description: JsonObject;
}

/** The first of the inputs that come to mind with which a member passes all that is asked of it. */
async function findCase(derived: Derived, name: string): Promise<CasePlan | undefined> {
  const { actions, triggers } = derived.manifest;
  const [action, trigger] = [actions[name], triggers[name]];
  const plans: readonly CasePlan[] =
    action === undefined
      ? [{ trigger: name, input: {}, sends: trigger?.sample ?? null }]
      : inputsOf(action).map((input) => ({ action: name, input }));
  for (const plan of plans) if (await passes(derived, name, plan)) return plan;
  return undefined;
}

/** All that may be given, and what must be. */
function inputsOf({ input, http }: ManifestAction): readonly JsonObject[] {
  const own = http?.paginate === undefined ? input : withoutPaging(input);
  return [sampleOf(own), sampleOf(onlyRequired(own))].filter(isObject);
}

function withoutPaging(schema: JsonObject): JsonObject {
  const { limit: _, cursor: __, ...properties } = objectAt(schema, 'properties');
  return { ...schema, properties };
}

function onlyRequired(schema: JsonObject): JsonObject {
  const required = new Set(listAt(schema, 'required'));
  const { examples: _, example: __, default: ___, ...rest } = schema;
  const properties = Object.entries(objectAt(schema, 'properties'))
    .filter(([name]) => required.has(name))
    .map(([name, member]) => [name, isObject(member) ? onlyRequired(member) : member] as const);
  return { ...rest, ...(schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) }) };
}

/** Fills pages: a document does not say how many there are. */
const PAGING = 'C5 ';

async function passes({ manifest, plan, description }: Derived, name: string, tried: CasePlan): Promise<boolean> {
  const { connection } = plan;
  const tests = testConnector(connectorOfManifest(manifest), {
    ...{ package: PACKAGE, fake: runPlan(plan, description), cases: [toCase(tried)] },
    ...(connection === undefined ? {} : { connections: { main: connection } }),
  });
  const own = tests.filter((found) => found.name.endsWith(`: ${name}`) && !found.name.startsWith(PAGING));
  for (const { run } of own)
    try {
      await run();
    } catch {
      return false;
    }
  return own.length > 0;
}

function toCase(tried: CasePlan): TestCase {
  if ('action' in tried) return tried;
  const { trigger, input, sends } = tried;
  return { trigger, input, delivery: ({ index }) => ({ headers: { 'webhook-id': `D-${index}` }, json: sends }) };
}
