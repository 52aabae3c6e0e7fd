import { Countersign } from '../../../client/src/countersign.js';
import { connectDemo } from '../../../examples/oversight/connect.js';
import { demonstrationsOn, type OutputShown } from '../../../examples/oversight/demonstrations.js';
import { demoPolicy } from '../../../examples/oversight/policy.js';
import { outputActions } from '../../activities/oversight-agents.js';
import { escalationPolicySchema } from '../../oversight/models.js';
import { toPolicyDocuments } from '../../oversight/policy-documents.js';
import { escalationRequestOf, humanReviewsOf, taskStatusOf } from '../../oversight/views.js';
import type { Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { createShutdown } from '../up/shutdown.js';
import { askingReviewer, Left, reviewed, scriptedReviewer, type Reviewer } from './reviewer.js';
import { showFor } from './show.js';
import { startThrowAway, type ThrowAway } from './throw-away.js';

const REVIEWER = { id: 'rae', name: 'Rae' };

/** The four demonstrations of the pattern chapter on a Countersign that exists only for them. */
export async function runDemo(context: Context, { interactive }: { interactive: boolean }): Promise<ExitCode> {
  const { io, say, print, colours } = context;
  const shutdown = createShutdown();
  try {
    say('Human oversight of an agent, offline. Starting servers on temporary data …');
    const startedAt = performance.now();
    const place = await startThrowAway(io.env, {
      registry: { actions: outputActions(), agents: [] },
      policies: toPolicyDocuments(escalationPolicySchema.parse(demoPolicy), { name: 'oversight', reviewers: ['group:reviewers'] }),
      shutdown,
      say,
    });
    io.signal.throwIfAborted();
    const own = await connectDemo(place.config.temporal);
    shutdown.add('The worker of the demonstration', () => own.stop());
    const readyMs = performance.now() - startedAt;

    const client = await reviewerOf(place, io.signal);
    const decide = reviewerFor(context, client, interactive);
    const show = showFor(colours);
    const demo = demonstrationsOn({
      ...own,
      admin: new Countersign({ url: place.url, apiKey: place.adminKey }),
      taskQueue: place.config.taskQueue,
      reviewed: (work) => reviewed(work, { client, id: REVIEWER.id }, decide, io.signal),
    });
    say(show.title('1  An output that passes by itself'));
    const autoApproved = await demo.autoApproved();
    say(show.output(autoApproved));
    say(show.title('2  Sensitive content goes to a person, and back to the agent'));
    const sensitiveContent = await demo.sensitiveContent();
    say(show.output(sensitiveContent));
    say(show.title('3  A decision, prepared for a person'));
    const decisionAugmentation = await demo.decisionAugmentation();
    say(show.decision(decisionAugmentation));
    say(show.title('4  Figures over the outputs'));
    const stats = demo.stats([autoApproved, sensitiveContent]);
    say(show.stats(stats));

    const tookMs = performance.now() - startedAt;
    const times = { readyMs: Math.round(readyMs), tookMs: Math.round(tookMs) };
    const shown = { autoApproved: inWords(autoApproved), sensitiveContent: inWords(sensitiveContent), decisionAugmentation, stats };
    print({ demonstrations: shown, ...times });
    say(`\n${colours.dim(`Ready after ${seconds(readyMs)}, done after ${seconds(tookMs)}. Nothing of it is kept.`)}`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    say('Left. Nothing of it is kept.');
    return EXIT.ok;
  } finally {
    await shutdown.run(say);
  }
}

async function reviewerOf({ url, adminKey }: ThrowAway, signal: AbortSignal): Promise<Countersign> {
  const admin = new Countersign({ url, apiKey: adminKey });
  await admin.people.create({ ...REVIEWER, groups: ['reviewers'] }, { signal });
  const { key } = await admin.keys.create({ kind: 'person', personId: REVIEWER.id }, { signal });
  return new Countersign({ url, apiKey: key });
}

function reviewerFor(context: Context, client: Countersign, interactive: boolean): Reviewer {
  if (interactive) return askingReviewer(context, client, REVIEWER.id);
  return scriptedReviewer(client);
}

/** For programs: each request in the chapter's words. */
function inWords({ task, result, requests }: OutputShown) {
  const tasks = requests.map((view) => ({
    id: view.id,
    status: taskStatusOf(view),
    escalation: escalationRequestOf(view),
    reviews: humanReviewsOf(view),
  }));
  return { task, result, tasks };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
