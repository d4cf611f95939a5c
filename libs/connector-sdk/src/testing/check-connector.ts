import Schema from 'typebox/schema';
import type { Action } from '../action.ts';
import type { Connector } from '../connector.ts';
import { describeConnector } from '../describe-connector.ts';
import { manifestSchema } from '../manifest.ts';
import type { Trigger } from '../trigger.ts';
import type { ConnectorPackage } from './read-package.ts';

const MAX_DESCRIPTION_CHARACTERS = 140;
const MAX_ICON_BYTES = 8 * 1024;
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** A part of a schema, as JSON. */
type SchemaNode = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a connector, a sentence each; nothing when it is fit to be published. Checks its manifest, texts and icon,
 * that schemas have titles and closed inputs, and runs every `sample`, `examples` and `x-antiExamples` (`{ value, because }`).
 */
export function checkConnector(connector: Connector, { version, icon }: ConnectorPackage): readonly string[] {
  return [
    ...problemsOfTexts(connector),
    ...problemsOfManifest(connector, version),
    ...problemsOfIcon(icon),
    ...problemsOfAuth(connector),
    ...Object.entries(connector.actions).flatMap(([name, action]) =>
      problemsOfAction(action).map((problem) => `${connector.name}/${name}: ${problem}`),
    ),
    ...Object.entries(connector.triggers ?? {}).flatMap(([name, trigger]) =>
      problemsOfTrigger(trigger).map((problem) => `${connector.name}/${name}: ${problem}`),
    ),
  ];
}

function problemsOfTexts({ title, description, categories, actions, triggers = {} }: Connector): string[] {
  return compact([
    title.trim() === '' && 'The connector has no title.',
    description.trim() === '' && 'The connector has no description.',
    description.length > MAX_DESCRIPTION_CHARACTERS && 'The description is longer than 140 characters.',
    categories.length === 0 && 'The connector is in no category.',
    Object.keys({ ...actions, ...triggers }).length === 0 && 'The connector has no actions.',
  ]);
}

function problemsOfManifest(connector: Connector, version: string): string[] {
  if (!VERSION.test(version)) return [`"${version}" is no semantic version.`];
  const [isFine, errors] = Schema.Errors(manifestSchema, describeConnector(connector, version));
  return isFine
    ? []
    : errors.map(({ instancePath, message }) => `The manifest is wrong at ${instancePath || '/'}: ${message}.`);
}

function problemsOfIcon(icon: string): string[] {
  const box = /<svg[^>]*\sviewBox="0 0 (\d+) (\d+)"/.exec(icon);
  return compact([
    (box === null || box[1] !== box[2]) && 'The icon is no SVG with a square viewBox that begins at 0 0.',
    !icon.includes('currentColor') && 'The icon does not take its colour from the text (currentColor).',
    /<(script|style|foreignObject|image)|\son\w+=|href=|url\(/i.test(icon) && 'The icon holds more than shapes.',
    new TextEncoder().encode(icon).length > MAX_ICON_BYTES && 'The icon is larger than 8 KiB.',
  ]);
}

/** Functions that are given secrets. */
function problemsOfAuth({ name, auth = {}, permissions }: Connector): string[] {
  if (permissions?.secrets === true) return [];
  return Object.entries(auth).flatMap(([kind, given]) =>
    given.kind === 'custom' && (given.exchange !== undefined || given.sign !== undefined)
      ? [`${name}: the code of its auth kind "${kind}" reads secrets, and permissions.secrets is not set.`]
      : [],
  );
}

function problemsOfTrigger({ title, input, output, sample }: Trigger): string[] {
  const [taken, given] = [asNode(input), asNode(output)];
  return [
    ...compact([
      title.trim() === '' && 'no title.',
      taken.type !== 'object' && 'the input is no object.',
      !Schema.Check(given, sample) && 'the sample does not fit the output.',
    ]),
    ...problemsOfFields(taken),
    ...problemsOfExamples('input', taken),
    ...problemsOfExamples('output', given),
  ];
}

function problemsOfAction(action: Action): string[] {
  const [input, output] = [asNode(action.input), asNode(action.output)];
  return [
    ...compact([
      action.title.trim() === '' && 'no title.',
      action.effects === 'write' && action.idempotency === undefined && 'a write must state its idempotency.',
      input.type !== 'object' && 'the input is no object.',
      input.additionalProperties !== false && 'the input is not closed (additionalProperties: false).',
      !Schema.Check(output, action.sample) && 'the sample does not fit the output.',
    ]),
    ...problemsOfFields(input),
    ...problemsOfExamples('input', input),
    ...problemsOfExamples('output', output),
  ];
}

/** A form is drawn from these: a field without a title would show its key. */
function problemsOfFields(input: SchemaNode): string[] {
  const properties = asNode(input.properties);
  return Object.entries(properties).flatMap(([name, schema]) =>
    typeof asNode(schema).title === 'string' ? [] : [`the input's field "${name}" has no title.`],
  );
}

function problemsOfExamples(name: string, schema: SchemaNode): string[] {
  const wrong = listOf(schema.examples).flatMap((example, index) =>
    Schema.Check(schema, example) ? [] : [`example ${index + 1} of the ${name} does not fit.`],
  );
  const accepted = listOf(schema['x-antiExamples']).flatMap((anti) => {
    const { value, because } = asNode(anti);
    if (typeof because !== 'string') return [`an anti-example of the ${name} does not say why (because).`];
    return Schema.Check(schema, value) ? [`an anti-example of the ${name} fits: ${because}`] : [];
  });
  return [...wrong, ...accepted];
}

const asNode = (value: unknown): SchemaNode =>
  typeof value === 'object' && value !== null ? (value as SchemaNode) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const compact = (problems: readonly (string | false)[]): string[] => problems.filter((problem) => problem !== false);
