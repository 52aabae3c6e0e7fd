import type { RequestView } from '../contracts/view.js';
import type { Tx } from '../ledger/ledger.js';
import type { Notice } from '../ledger/notices.js';
import type { Parties } from '../ledger/parties.js';
import type { Channel } from './channel.js';

/** One notice, with what is needed to bring it to people. */
export interface Telling {
  tx: Tx;
  channels: readonly Channel[];
  notice: Notice;
  view: RequestView;
  parties: Parties;
}
