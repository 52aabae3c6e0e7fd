import { findPerson } from '../../ledger/people.js';
import { createSignInLink } from '../../ledger/sign-in-links.js';
import { isAdmin } from '../authenticate.js';
import { localPath } from '../local-path.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created } from '../reply.js';
import { requireFresh } from '../step-up.js';
import { route } from '../route.js';
import { signInLink, signInLinkBody } from '../schemas/administration.js';
import { personParams } from '../schemas/common.js';

export const makeSignInLink = route({
  method: 'post',
  path: '/v1/people/{id}/sign-in-link',
  operationId: 'createSignInLink',
  tag: 'People',
  summary: 'A link that signs a person in, once, within 15 minutes',
  description:
    'By an administrator, or by the person. `next` is a path of this service, such as `/r/req_…`; anything else lands on the start page.',
  access: 'key',
  params: personParams,
  body: { kind: 'json', schema: signInLinkBody, optional: true },
  responses: { 201: { description: 'Give it to this person only.', schema: signInLink } },
  problems: [404],
  async handle({ by, session, params, body, deps }) {
    // Else a session would renew itself for ever, and whoever found it open with it.
    if (session?.person.id === params.id)
      throw new ProblemError('forbidden', 'A session makes no link for its own person: use a key of yours, or ask an administrator.');
    await requireFresh(session, deps);
    const own = by.kind === 'person' && by.personId === params.id;
    if (!own && !(await isAdmin(by, deps))) throw new ProblemError('forbidden', 'Only an administrator makes links for other people.');
    const person = await findPerson(deps.db, params.id);
    if (!person?.active) throw new ProblemError('not_found', 'There is no such active person.');
    const { token, expiresAt } = await createSignInLink(deps.db, { personId: person.id, nextPath: localPath(body.next) }, deps.clock());
    recordAdministration(deps, by, 'sign_in_link_created', { personId: person.id });
    return created({ url: `${deps.config.publicUrl}/sign-in?token=${token}`, expiresAt });
  },
});
