import type { PauseActor, PauseScope } from './pause.js';

/** `all effects`, `effects of the agent bot`, `effects of payments.*`. */
export function pauseScopeText(scope: PauseScope): string {
  switch (scope.kind) {
    case 'all':
      return 'all effects';
    case 'agent':
      return `effects of the agent ${scope.value}`;
    case 'type':
      return `effects of ${scope.value}`;
  }
}

/** `ada`, `the key key_…`, `countersign`. */
export function pauseActorText({ kind, id }: PauseActor): string {
  switch (kind) {
    case 'person':
      return id;
    case 'key':
      return `the key ${id}`;
    case 'countersign':
      return 'Countersign itself';
  }
}
