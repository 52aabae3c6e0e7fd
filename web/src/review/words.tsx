import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Span } from '../../../src/contracts/review.js';
import { Moment, RelativeTime } from '../ui/time.js';
import { visibleParts } from './visible.js';
import './review.css';

/** Text of agents and strangers: what would not show is spelled out and marked. */
export function Visible({ text }: { text: string }): ReactNode {
  return visibleParts(text).map(({ text: shown, hidden }, index) =>
    hidden ? (
      <mark key={index} className="hidden-character" title="A character that would not show">
        {shown}
      </mark>
    ) : (
      shown
    ),
  );
}

/** Somebody's own words, with their lines. */
export function Quote({ text }: { text: string }): ReactNode {
  return (
    <blockquote className="said">
      <Visible text={text} />
    </blockquote>
  );
}

function Piece({ span }: { span: Span }): ReactNode {
  switch (span.as) {
    case 'text':
      return <Visible text={span.text} />;
    case 'strong':
      return (
        <strong>
          <Visible text={span.text} />
        </strong>
      );
    case 'small':
      return (
        <span className="dim small">
          <Visible text={span.text} />
        </span>
      );
    case 'code':
      return (
        <code>
          <Visible text={span.text} />
        </code>
      );
    case 'quote':
      return <Quote text={span.text} />;
    case 'moment':
      return <Moment at={span.at} />;
    case 'until':
      return <RelativeTime at={span.at} />;
    case 'request':
      return (
        <Link href={`/r/${span.id}`}>
          <code>{span.id}</code>
        </Link>
      );
  }
}

/** A sentence of the API. May hold a quotation: put it into a `div`, not into a `p`. */
export function Words({ spans }: { spans: readonly Span[] }): ReactNode {
  return spans.map((span, index) => <Piece key={index} span={span} />);
}
