import type { Actor } from '@millrace/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authRequired } from '../auth/auth.guard.ts';
import { ServerError } from '../errors.ts';
import { signalOf } from './caller-signal.ts';
import { mayDo } from './permissions.ts';
import { uploadRuleOf } from './upload.decorator.ts';
import { UploadPlaces } from './upload-places.ts';

/**
 * Asks who sends a large body before a byte of it is read, and lets a few in at once. The guards decide again afterwards: they
 * come when a body is in memory, which is late for a stranger's 40 MiB.
 */
export function addUploadDoor(
  instance: FastifyInstance,
  findActor: (request: FastifyRequest) => Promise<Actor | undefined>,
  places = new UploadPlaces(),
): void {
  instance.addHook('preParsing', async (request, reply) => {
    const rule = uploadRuleOf(request);
    if (rule === undefined) return;
    const actor = await findActor(request);
    if (actor === undefined) throw authRequired();
    if (!mayDo(actor, rule.permission)) {
      throw new ServerError('auth.forbidden', `This needs the permission ${rule.permission}.`);
    }
    const giveBack = await places.take(signalOf({ reply }));
    if (reply.raw.closed) giveBack();
    else reply.raw.once('close', giveBack);
  });
}
