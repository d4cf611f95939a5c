import { Inject, Injectable } from '@nestjs/common';
import { RuntimeError, type Actor, type OwnWorkspace, type WorkspaceStore } from '@millrace/runtime';
import { toSessionDto, type SessionDto } from '../auth/auth.dto.ts';
import { SessionWatch } from '../auth/session-watch.ts';
import { Sessions } from '../auth/sessions.ts';
import { ServerError } from '../errors.ts';
import type { Caller } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import { WORKSPACE_STORE } from '../platform/tokens.ts';
import {
  toWorkspaceDto,
  type ChangeWorkspaceRequest,
  type CreateWorkspaceRequest,
  type WorkspaceDto,
} from './workspaces.dto.ts';

/** Nobody looks through more in a menu. */
const MAX_WORKSPACES = 50;

/** The workspaces of whoever asks, and in which of them they are. */
@Injectable()
export class WorkspacesService {
  constructor(
    @Inject(WORKSPACE_STORE) private readonly workspaces: WorkspaceStore,
    private readonly sessions: Sessions,
    private readonly watch: SessionWatch,
  ) {}

  /** A key has one. */
  async list(actor: Actor): Promise<{ items: WorkspaceDto[] }> {
    const own = isKey(actor) ? [toOwn(actor)] : await this.workspaces.list(actor.userId);
    return { items: own.map((one) => toWorkspaceDto(one, actor)) };
  }

  async create(actor: Actor, request: CreateWorkspaceRequest): Promise<WorkspaceDto> {
    requireSession(actor);
    const workspace = await this.workspaces.create({ ...request, userId: actor.userId, limit: MAX_WORKSPACES });
    return toWorkspaceDto({ workspace, role: 'owner' }, actor);
  }

  async change(actor: Actor, slug: string, { name, stage }: ChangeWorkspaceRequest): Promise<WorkspaceDto> {
    const { workspace, role } = await this.find(actor, slug);
    const { scopes } = actor;
    if (!mayDo({ role, ...(scopes === undefined ? {} : { scopes }) }, 'workspace.settings')) {
      throw new ServerError('auth.forbidden', `In ${workspace.name} this needs the permission workspace.settings.`);
    }
    const changes = { ...(name === undefined ? {} : { name }), ...(stage === undefined ? {} : { stage }) };
    const changed = await this.workspaces.change({ workspaceId: workspace.id, ...changes });
    return toWorkspaceDto({ workspace: changed, role }, actor);
  }

  /** Moves the caller's session: what it may do is what the person may do there. */
  async enter({ actor, request }: Caller, slug: string): Promise<SessionDto> {
    const there = await this.actorIn(actor, slug);
    const tokenHash = this.sessions.hashOf(request);
    const isThere =
      tokenHash !== undefined && (await this.workspaces.enter({ tokenHash, workspaceId: there.workspace.id }));
    if (!isThere) throw noSuchWorkspace(slug);
    // Streams of the workspace that was left must not go on.
    this.watch.checkAll();
    return toSessionDto(there);
  }

  /** A signed-in person as they are in another workspace of theirs. */
  async actorIn(actor: Actor, slug: string): Promise<Actor> {
    requireSession(actor);
    return { ...actor, ...(await this.find(actor, slug)) };
  }

  private async find(actor: Actor, slug: string): Promise<OwnWorkspace> {
    if (isKey(actor) && slug !== actor.workspace.slug) throw noSuchWorkspace(slug);
    const found = await this.workspaces.find({ userId: actor.userId, slug });
    if (found === undefined) throw noSuchWorkspace(slug);
    return found;
  }
}

const isKey = ({ scopes }: Actor): boolean => scopes !== undefined;
const toOwn = ({ workspace, role }: Actor): OwnWorkspace => ({ workspace, role });

const noSuchWorkspace = (slug: string): RuntimeError =>
  new RuntimeError('workspace.not_found', `You belong to no workspace "${slug}".`);

/** A key was given for one workspace: whoever holds it has not been let into the others. */
function requireSession(actor: Actor): void {
  if (!isKey(actor)) return;
  throw new ServerError('workspace.session_required', 'An API key belongs to one workspace. Sign in to do this.');
}
