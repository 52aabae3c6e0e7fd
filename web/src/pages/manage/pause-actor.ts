import type { PauseActor } from '../../../../src/contracts/pause.js';

export function pauseActorText({ kind, id }: PauseActor, nameOf: (id: string) => string): string {
  switch (kind) {
    case 'person':
      return nameOf(id);
    case 'key':
      return 'an administrator’s key';
    case 'countersign':
      return 'Countersign itself';
  }
}
