import { Fragment, type ReactNode } from 'react';

/** A name such as `payments.refund`, that may go on in the next line after a dot or a hyphen and not in the middle of a word. */
export function Breakable({ name }: { name: string }): ReactNode {
  return name.split(/(?<=[.\-_])/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
