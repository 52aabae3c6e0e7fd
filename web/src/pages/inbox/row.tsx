import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import type { RequestSummary } from '../../../../src/contracts/view.js';
import { Visible } from '../../review/words.js';
import { AgeWord, ClaimWord, DueWord, RiskWord, StandingWords } from './marks.js';

/** One line of the list beside the preview: a click shows it there, Enter opens its page. */
export function Row({
  row,
  selected,
  onSelect,
  onOpen,
}: {
  row: RequestSummary;
  selected: boolean;
  onSelect: () => void;
  onOpen: () => void;
}): ReactNode {
  function click(event: MouseEvent): void {
    // A new tab is the browser's.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onSelect();
  }
  function press(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  }
  return (
    <a
      href={`/r/${row.id}`}
      className={`inbox-row edge-${row.risk ?? 'none'}`}
      aria-current={selected ? 'true' : undefined}
      data-id={row.id}
      onClick={click}
      onDoubleClick={onOpen}
      onKeyDown={press}
    >
      <span className="inbox-row-head">
        <strong>
          <Visible text={row.title ?? row.type ?? 'Not proposed yet'} />
        </strong>
        <AgeWord at={row.createdAt} />
      </span>
      <span className="inbox-row-who">
        {row.agent ?? row.requester}
        {row.type === null ? null : <> · {row.type}</>}
      </span>
      <span className="inbox-row-marks">
        <RiskWord risk={row.risk} />
        <DueWord row={row} />
        <StandingWords row={row} />
        <ClaimWord row={row} />
      </span>
    </a>
  );
}
