import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';

/** A host's public key as it travels in SSH; `type` is e.g. `ssh-ed25519`, `base64` what a known_hosts file holds. */
export interface HostKey {
  readonly type: string;
  readonly base64: string;
  /** As `ssh-keygen -l` prints it: `SHA256:` and the digest in base64. */
  readonly fingerprint: string;
}

/** Reads the key that a host shows during the key exchange (RFC 4253, 6.6: it begins with its type as a string). */
export const hostKeyOf = (blob: Buffer): HostKey => ({
  type: blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1'),
  base64: blob.toString('base64'),
  fingerprint: fingerprintOf(blob),
});

/** The fingerprint of a public key, as `ssh-keygen -l` prints it. */
export const fingerprintOf = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** What hosts sign with, by kind of key, best first; SHA-1 signatures (ssh-rsa) are out, as in OpenSSH from 8.8 on. */
export const KEY_FAMILIES: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
];

/** Host key algorithms to offer, those of known keys first: else a host known by one key could show another. */
export const algorithmsFor = (knownTypes: readonly string[]): readonly ServerHostKeyAlgorithm[] => {
  const isKnown = (algorithm: ServerHostKeyAlgorithm): boolean =>
    knownTypes.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  const all = KEY_FAMILIES.flat();
  return [...all.filter(isKnown), ...all.filter((algorithm) => !isKnown(algorithm))];
};
