import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, on every platform that Node runs on (USER_HZ, proc(5)). */
const MS_PER_TICK = 10;

/** Processor time that this process, its living children and their ended ones have used, milliseconds; null where there is no /proc. */
export function cpuMs(pid: number): number | null {
  const own = statOf(pid);
  if (!own) return null;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return [own, ...children].reduce((sum, stat) => sum + (stat?.ms ?? 0), own.endedMs);
}

/** Fields 4 and 14 to 17 of proc_pid_stat(5); the command before them may itself hold spaces and brackets. */
function statOf(pid: number): { parent: number; ms: number; endedMs: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number) => Number(fields[field - 3]);
    return { parent: at(4), ms: (at(14) + at(15)) * MS_PER_TICK, endedMs: (at(16) + at(17)) * MS_PER_TICK };
  } catch {
    return null;
  }
}
