export interface Pipe {
  from: string;
  to: string;
  /** A whole number. */
  capacity: number;
}

/** The largest whole flow from source to sink (Edmonds–Karp: breadth-first augmenting paths, one unit at a time). */
export function maxFlow(pipes: readonly Pipe[], source: string, sink: string): number {
  const rest = new Map<string, Map<string, number>>();
  const add = (from: string, to: string, units: number): void => {
    const out = rest.get(from) ?? new Map<string, number>();
    out.set(to, (out.get(to) ?? 0) + units);
    rest.set(from, out);
  };
  for (const { from, to, capacity } of pipes) {
    add(from, to, capacity);
    add(to, from, 0);
  }
  for (let flow = 0; ; flow += 1) {
    const cameFrom = new Map<string, string>([[source, source]]);
    const queue = [source];
    for (let node = queue.shift(); node !== undefined && !cameFrom.has(sink); node = queue.shift()) {
      for (const [next, units] of rest.get(node) ?? []) {
        if (units > 0 && !cameFrom.has(next)) {
          cameFrom.set(next, node);
          queue.push(next);
        }
      }
    }
    if (!cameFrom.has(sink)) return flow;
    for (let node = sink; node !== source; node = cameFrom.get(node) ?? source) {
      add(cameFrom.get(node) ?? source, node, -1);
      add(node, cameFrom.get(node) ?? source, 1);
    }
  }
}
