import type { ReactNode } from 'react';
import { install, useInstallation } from '../../pwa/install.js';
import { Button } from '../../ui/button.js';
import { Card, Note } from '../../ui/card.js';

/** On the home screen it opens without the browser around it, and rings like other applications. */
export function InstallCard(): ReactNode {
  return (
    <Card title="Install">
      <How />
    </Card>
  );
}

function How(): ReactNode {
  const installation = useInstallation();
  switch (installation) {
    case 'installed':
      return <Note tone="ok">It is installed on this device.</Note>;
    case 'offered':
      return (
        <div className="stack tight">
          <p>Put it on the home screen, and it opens like an application of its own.</p>
          <div>
            <Button kind="primary" onClick={() => void install()}>
              Install
            </Button>
          </div>
        </div>
      );
    case 'by_hand_ios':
      return (
        <ol className="steps">
          <li>
            Tap the share button <span aria-hidden="true">(a square with an arrow)</span> of Safari.
          </li>
          <li>
            Choose <strong>Add to Home Screen</strong>.
          </li>
          <li>Open Countersign from the home screen, and turn notifications on there.</li>
        </ol>
      );
    case 'by_hand':
      return (
        <p>
          In the browser’s menu, choose <strong>Install</strong> or <strong>Add to home screen</strong>. Where there is no such entry, it
          works as a website.
        </p>
      );
  }
}
