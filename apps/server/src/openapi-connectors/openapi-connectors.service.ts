import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { OpenApiError, readOverlay, type OpenApiImport } from '@millrace/connector-openapi';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject } from '@millrace/machine';
import type { Actor, ConnectorRegistryStore } from '@millrace/runtime';
import { CONNECTOR_REGISTRY } from '../connector-versions/connector-registry-tokens.ts';
import { ConnectorPublisher, type CheckedVersion } from '../connector-versions/connector-publisher.ts';
import { toPermissionsDto, toPublishedDto } from '../connector-versions/connector-versions.dto.ts';
import { requirePromoter } from '../connector-versions/connector-versions.service.ts';
import { checkName, checkVersion } from '../connector-versions/package-intake.ts';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import type { ImportedConnector, ImportRequest, InspectionDto, InspectRequest } from './openapi-connectors.dto.ts';
import { OpenApiReader } from './openapi-reader.ts';
import { PLAIN_ICON } from './plain-icon.ts';

/** Whoever draws a form reads all of it. */
const MAX_MANIFEST_CHARACTERS = 16 * 1024 * 1024;

/** Connectors made of OpenAPI documents: data through and through, so that they need neither signature nor sandbox. */
@Injectable()
export class OpenApiConnectorsService {
  constructor(
    @Inject(CONNECTOR_REGISTRY) private readonly registry: ConnectorRegistryStore,
    private readonly publisher: ConnectorPublisher,
    private readonly catalogue: ConnectorCatalogue,
    private readonly reader: OpenApiReader,
  ) {}

  async inspect(actor: Actor, { document, sourceUrl, connector }: InspectRequest): Promise<InspectionDto> {
    const inspected = await this.reader.inspect({ document, ...(sourceUrl === undefined ? {} : { sourceUrl }) });
    const name = connector ?? '';
    // What was chosen for a draft is its author's.
    const seen = name === '' ? undefined : await this.catalogue.peek(actor, { name });
    const known = seen && (await this.registry.find({ workspaceId: actor.workspace.id, name }));
    const overlay = known?.source?.overlay as JsonObject | undefined;
    return { ...(inspected as unknown as InspectionDto), ...(overlay === undefined ? {} : { overlay }) };
  }

  async import(actor: Actor, request: ImportRequest): Promise<ImportedConnector> {
    const { draft: isDraft, promote, dryRun, approved } = request;
    if (promote) requirePromoter(actor);
    const made = await this.make(actor, request);
    const { checked, actionNames } = made;
    const published = dryRun
      ? await this.publisher.preview(actor, checked, isDraft)
      : await this.publisher.publish(actor, checked, { isDraft, promote, approved, actionNames });
    return { ...toImported(made), ...toPublishedDto(published) };
  }

  private async make({ workspace, userId }: Actor, request: ImportRequest): Promise<MadeConnector> {
    const given = readOverlay(request.overlay);
    const known = await this.registry.findConnector({ workspaceId: workspace.id, name: given.name });
    // Names that an import has given once are what workflows call.
    const names = { ...known?.actionNames, ...given.names };
    const version = request.draft ? draftVersionOf(userId) : given.version;
    const overlay = { ...given, names, ...(version === undefined ? {} : { version }) };
    const { document, sourceUrl } = request;
    const from = sourceUrl === undefined ? {} : { sourceUrl };
    const imported = await this.reader.import({ document, overlay, ...from });
    const { manifest } = imported;
    checkName(manifest.name, this.catalogue.builtInNames);
    checkVersion(manifest.version, request.draft);
    const text = JSON.stringify(manifest);
    if (text.length > MAX_MANIFEST_CHARACTERS) throw tooLarge(text.length);
    const plain = manifest as unknown as JsonObject;
    return {
      imported,
      actionNames: imported.names,
      checked: {
        ...{ name: manifest.name, version: manifest.version, origin: 'openapi', manifest: plain },
        ...{ icon: PLAIN_ICON, readme: readmeOf(manifest), changelog: '' },
        sha512: createHash('sha512').update(text).digest('hex'),
        document: Buffer.from(document),
        source: {
          overlay: { ...overlay, names: imported.names } as unknown as JsonObject,
          sourceUrl: sourceUrl ?? null,
        },
      },
    };
  }
}

const tooLarge = (characters: number): OpenApiError =>
  new OpenApiError(
    'openapi.too_large',
    `What was chosen of the document makes a description of ${Math.round(characters / 1024 / 1024)} MiB; ${MAX_MANIFEST_CHARACTERS / 1024 / 1024} are taken. Choose fewer operations.`,
    { detail: { limit: MAX_MANIFEST_CHARACTERS, actual: characters } },
  );

interface MadeConnector {
  readonly imported: OpenApiImport;
  readonly checked: CheckedVersion;
  readonly actionNames: Readonly<Record<string, string>>;
}

/** One for each author: what they try does not change under anybody else. */
const draftVersionOf = (userId: string): string =>
  `0.0.0-dev.${createHash('sha256').update(userId).digest('hex').slice(0, 12)}`;

const readmeOf = ({ title, description }: Manifest): string => `# ${title}\n\n${description}\n`;

function toImported({
  imported: { manifest, warnings },
}: MadeConnector): Pick<ImportedConnector, 'warnings' | 'actions' | 'auth' | 'permissions'> {
  return {
    warnings: warnings as unknown as ImportedConnector['warnings'],
    actions: Object.entries(manifest.actions).map(([name, { title, effects }]) => ({ name, title, effects })),
    auth: Object.entries(manifest.auth).map(([name, { kind, title, fields }]) => ({
      ...{ name, kind, title },
      fields: { ...fields },
    })),
    permissions: toPermissionsDto(manifest),
  };
}
