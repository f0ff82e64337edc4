import { expect, it } from 'vitest';
import { algorithmsFor, hostKeyOf } from '../../../src/transport/host-key.ts';

it('reads a key and prints its fingerprint as ssh-keygen -l does', () => {
  const base64 = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  expect(hostKeyOf(Buffer.from(base64, 'base64'))).toEqual({
    type: 'ssh-ed25519',
    base64,
    fingerprint: 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
  });
});

it.each([
  [
    'nothing is known',
    [],
    'ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 rsa-sha2-512 rsa-sha2-256',
  ],
  [
    'an RSA key is known',
    ['ssh-rsa'],
    'rsa-sha2-512 rsa-sha2-256 ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521',
  ],
  [
    'an ECDSA key is known',
    ['ecdsa-sha2-nistp384'],
    'ecdsa-sha2-nistp384 ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp521 rsa-sha2-512 rsa-sha2-256',
  ],
  [
    'a key is known that ssh2 cannot check',
    ['sk-ssh-ed25519@openssh.com'],
    'ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 rsa-sha2-512 rsa-sha2-256',
  ],
])('offers algorithms in the best order where %s', (_, types, algorithms) => {
  expect(algorithmsFor(types).join(' ')).toBe(algorithms);
});
