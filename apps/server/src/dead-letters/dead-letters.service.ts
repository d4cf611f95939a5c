import { Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import {
  RuntimeError,
  type Actor,
  type DeadLetterDetail,
  type DeadLetterStore,
  type Redrives,
  type RunStore,
} from '@millrace/runtime';
import type { Caller } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import { QueueLimit } from '../hooks/queue-limit.ts';
import { RUN_STORE } from '../platform/tokens.ts';
import type { ShownPayloads } from '../runs/payloads.ts';
import { DEAD_LETTER_STORE, REDRIVES } from './dead-letter-tokens.ts';
import {
  toDeadLetterDto,
  toDeadLetterFilter,
  toDeadLetterGroupDto,
  type DeadLetterDetailDto,
  type DeadLetterGroupPage,
  type DeadLetterPage,
  type DiscardRequest,
  type ExportDeadLettersQuery,
  type ListDeadLettersQuery,
  type RedriveRequestBody,
} from './dead-letters.dto.ts';
import { toDeadLetterDetailDto } from './letter-payloads.ts';

/** Bodies may have megabytes each. */
const EXPORT_PAGE = 20;

/** What could not be processed: found, read, tried again, discarded. */
@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(DEAD_LETTER_STORE) private readonly letters: DeadLetterStore,
    @Inject(REDRIVES) private readonly redrives: Redrives,
    @Inject(RUN_STORE) private readonly runs: Pick<RunStore, 'find' | 'findRemains'>,
    private readonly queue: QueueLimit,
  ) {}

  async list(actor: Actor, { cursor, limit, ...query }: ListDeadLettersQuery): Promise<DeadLetterPage> {
    await this.letters.settleRuns();
    const page = await this.letters.list({
      ...{ ...filterOf(actor, query), workspaceId: actor.workspace.id, limit },
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { nextCursor } = page;
    return { items: page.items.map(toDeadLetterDto), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  async listGroups(actor: Actor, { cursor, limit, ...query }: ListDeadLettersQuery): Promise<DeadLetterGroupPage> {
    await this.letters.settleRuns();
    const page = await this.letters.listGroups({
      ...{ ...filterOf(actor, query), workspaceId: actor.workspace.id, limit },
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { nextCursor } = page;
    return { items: page.items.map(toDeadLetterGroupDto), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  async read(actor: Actor, id: string, payloads: ShownPayloads): Promise<DeadLetterDetailDto> {
    await this.letters.settleRuns();
    const found = await this.letters.find({ workspaceId: actor.workspace.id, id });
    if (found === undefined) throw new RuntimeError('dead_letter.not_found', `There is no dead letter ${id}.`);
    return toDeadLetterDetailDto(await this.withInput(found), shownTo(actor, payloads));
  }

  /** Answers with the letter as it is then. `dead_letter.failed_again`. */
  async redrive({ actor }: Caller, id: string, body: RedriveRequestBody): Promise<DeadLetterDetailDto> {
    const workspaceId = actor.workspace.id;
    this.queue.check(workspaceId);
    const data = body?.data as JsonValue | undefined;
    const result = await this.redrives.redrive({
      ...{ workspaceId, id, by: actor.name },
      ...(data === undefined ? {} : { data }),
    });
    if (result.kind === 'failed') {
      const { errorCode, message } = result.failure;
      throw new RuntimeError('dead_letter.failed_again', `It failed again, by ${errorCode}: ${message}`);
    }
    return this.read(actor, id, 'small');
  }

  async discard(actor: Actor, id: string, { reason }: DiscardRequest): Promise<DeadLetterDetailDto> {
    const named = { workspaceId: actor.workspace.id, id };
    if (!(await this.letters.discard({ ...named, reason, by: actor.name }))) {
      const found = await this.letters.find(named);
      if (found === undefined) throw new RuntimeError('dead_letter.not_found', `There is no dead letter ${id}.`);
      throw new RuntimeError(
        'dead_letter.not_open',
        `Dead letter ${id} is ${found.state}: only an open one is discarded.`,
      );
    }
    return this.read(actor, id, 'small');
  }

  /** A letter in a line, with all that came: read as fast as it is taken. */
  async export({ actor, reply }: Caller, query: ExportDeadLettersQuery): Promise<StreamableFile> {
    await this.letters.settleRuns();
    reply.header('content-disposition', 'attachment; filename="dead-letters.jsonl"');
    return new StreamableFile(Readable.from(this.lines(actor, query)), { type: 'application/jsonl; charset=utf-8' });
  }

  private async *lines(actor: Actor, query: ExportDeadLettersQuery): AsyncGenerator<string> {
    const filter = filterOf(actor, query);
    const shown = shownTo(actor, 'full');
    let cursor: string | undefined;
    do {
      const page = await this.letters.listDetails({
        ...{ ...filter, workspaceId: actor.workspace.id, limit: EXPORT_PAGE },
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const letter of page.items) {
        yield `${JSON.stringify(toDeadLetterDetailDto(await this.withInput(letter), shown))}\n`;
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** What a run was given is with the run. */
  private async withInput(letter: DeadLetterDetail): Promise<DeadLetterDetail> {
    if (letter.source !== 'run') return letter;
    const named = { workspaceId: letter.workspaceId, runId: letter.id };
    const [run, remains] = await Promise.all([this.runs.find(named), this.runs.findRemains(named)]);
    if (run === undefined || remains?.arePayloadsGone === true) return letter;
    const body = Buffer.from(run.input);
    return { ...letter, body, bytes: body.byteLength, contentType: 'application/json' };
  }
}

const shownTo = (actor: Actor, payloads: ShownPayloads): ShownPayloads =>
  mayDo(actor, 'run.read_payload') ? payloads : 'none';

function filterOf(actor: Actor, query: ExportDeadLettersQuery): ReturnType<typeof toDeadLetterFilter> {
  return toDeadLetterFilter(query, { mayReadBodies: mayDo(actor, 'run.read_payload') });
}
