import { useEffect, useState } from 'react';
import { listWaiting, onOutbox, type Waiting } from './outbox.js';
import { currentPerson } from './person.js';

/** What this person decided here and was not sent, or was refused; oldest first. */
export function useOutbox(): readonly Waiting[] {
  const [items, setItems] = useState<readonly Waiting[]>([]);
  useEffect(() => {
    let stands = true;
    const look = () => {
      // Without a database (a private window) nothing is kept, and nothing can be listed.
      void listWaiting()
        .catch(() => [])
        .then((all) => stands && setItems(all.filter(({ personId }) => personId === (currentPerson() ?? personId))));
    };
    look();
    const stop = onOutbox(look);
    return () => {
      stands = false;
      stop();
    };
  }, []);
  return items;
}
