import { cpus, release, totalmem } from 'node:os';

/** The machine that everything ran on, hosts included, in words. */
export const machine = (): string => {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? 'an unknown processor'}, ${memory} GiB, Linux ${release()}`;
};
