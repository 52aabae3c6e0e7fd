import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells this life of a pid from a later process of the same number: its start time, as the system writes it. Null: no such process (or a zombie).
 * Linux: proc(5), field 22 of /proc/<pid>/stat, with the boot id because the field counts from boot. Elsewhere: `ps -o lstart=`.
 */
export function identityOf(pid: number): string | null {
  try {
    return process.platform === 'linux'
      ? linuxIdentity(pid)
      : execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

function linuxIdentity(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may itself hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
}
