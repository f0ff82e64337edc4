import { capturedOf } from '../roles/case.ts';

/** What the probe of a fact printed on a host of the cases of nvme-lvm: a real Debian 12 in the lab. */
export const ofCase = (host: 'blank' | 'provisioned', fact: string): string => {
  const text = capturedOf('nvme-lvm', host, fact);
  if (text === undefined) throw new Error(`nothing was captured of ${fact} on ${host}`);
  return text;
};
