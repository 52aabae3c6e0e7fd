import type { ChannelTestResult } from '../../contracts/channel-health.js';
import { countDevices, listDevices } from '../../ledger/push-subscriptions.js';
import type { Db } from '../../ledger/ledger.js';
import type { ChannelProbe } from '../probe.js';
import type { PushAnswer } from './send.js';

interface PushProbeDeps {
  db: Db;
  test: (personId: string, id: string) => Promise<PushAnswer | undefined>;
}

/** Push services answer for one browser at a time, so that deliveries tell how they are doing; a test rings whoever asks for it. */
export function createPushProbe({ db, test }: PushProbeDeps): ChannelProbe {
  return {
    name: 'push',
    title: 'Notifications',
    about: 'Rings the browsers and phones that people turned notifications on in, under Settings.',
    test: { toSelf: true, places: [], hint: 'None: whoever turns notifications on is rung, and only for what asks them.' },
    check: async () => {
      const { browsers, people } = await countDevices(db);
      if (browsers === 0) return { state: 'unknown', text: 'Nobody has turned them on yet.', fix: null };
      return {
        state: 'working',
        text: `On in ${browsers === 1 ? 'one browser' : `${browsers} browsers`} of ${people === 1 ? 'one person' : `${people} people`}.`,
        fix: null,
      };
    },
    send: async (to) => {
      if (to.kind === 'place') return failed(to.target, 'Notifications go to people, not to places.', null);
      const devices = await listDevices(db, to.personId);
      if (devices.length === 0) return failed(null, 'You have not turned notifications on anywhere.', 'turn them on under Settings');
      const answers = await Promise.all(devices.map(async ({ id, label }) => ({ label, answer: await test(to.personId, id) })));
      const taken = answers.filter(({ answer }) => answer?.kind === 'taken').map(({ label }) => label);
      if (taken.length > 0) return { result: 'arrived', target: taken.join(', '), text: 'Its push service took it.' };
      const [first] = answers;
      return failed(first?.label ?? null, `It was not taken: ${whyNot(first?.answer)}.`, 'turn notifications off and on again there');
    },
  };
}

function whyNot(answer: PushAnswer | undefined): string {
  return answer?.kind === 'later' || answer?.kind === 'refused' ? answer.error : 'the browser takes none any more';
}

function failed(target: string | null, error: string, fix: string | null): ChannelTestResult {
  return { result: 'failed', target, error, fix };
}
