import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { hostOf, opened, refused, sshOf } from './hosts.ts';
import { forward, startProxy, type Proxy } from './proxy.ts';
import { run, start, until } from './run.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd(['MaxStartups 1']);
});
afterAll(() => sshd.stop());

let proxy: Proxy | undefined;
afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});

const place = (port: number): string => `${sshd.user}@127.0.0.1:${port}`;

describe('a connection that cannot be set up', () => {
  it('says that nothing listens', async () => {
    const port = await freePort();
    expect(await refused(hostOf(sshd, { port }))).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `trader1 (${place(port)}): nothing listens on 127.0.0.1:${port} (ECONNREFUSED)`,
      advice: 'Start sshd there, or correct `address` or `port` of trader1 in inventory/lab.yaml.',
    });
  });

  it('says that what answers is not SSH', async () => {
    proxy = await startProxy((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
    });
    const { port } = proxy;
    expect(await refused(hostOf(sshd, { port }))).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `trader1 (${place(port)}): what answers on 127.0.0.1:${port} is not an SSH server: "HTTP/1.1 400 Bad Request"`,
      advice: 'Correct `port` of trader1 in inventory/lab.yaml.',
    });
  });

  it('says that the other end is silent, once the time is up', async () => {
    proxy = await startProxy(() => undefined);
    const { port } = proxy;
    expect(await refused(hostOf(sshd, { port, connectTimeout: 1 }))).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `trader1 (${place(port)}): 127.0.0.1:${port} takes the connection and then says nothing for 1 s`,
      advice:
        'Correct `port` of trader1 in inventory/lab.yaml if that is not its SSH port; a host under heavy load may need a larger `connectTimeout`.',
    });
  });

  it('says that the key exchange stalls, once the time is up', async () => {
    proxy = await startProxy((socket) => {
      socket.write('SSH-2.0-OpenSSH_9.2\r\n');
    });
    const { port } = proxy;
    expect(await refused(hostOf(sshd, { port, connectTimeout: 1 }))).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `trader1 (${place(port)}): the key exchange did not end within 1 s`,
      advice:
        "Raise `connectTimeout` of trader1 in inventory/lab.yaml if the host is slow, else look at sshd's log there.",
    });
  });

  it('says that the connection broke off', async () => {
    proxy = await startProxy((socket) => {
      socket.write('SSH-2.0-OpenSSH_9.2\r\n');
      socket.once('data', () => socket.destroy());
    });
    const { port } = proxy;
    const failure = await refused(hostOf(sshd, { port }));
    expect(failure).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `trader1 (${place(port)}): the connection broke off during the key exchange: the host hung up`,
      advice: `Look at sshd's log on the host; to see the same with more words: ssh -vp ${port} -- ${sshd.user}@127.0.0.1 true`,
    });
  });

  it('tries again where the host hangs up at once, and gives up in time', async () => {
    proxy = await startProxy((socket) => socket.destroy());
    const { port } = proxy;
    const from = performance.now();
    const failure = await refused(hostOf(sshd, { port, connectTimeout: 2 }));
    expect(failure).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `trader1 (${place(port)}): 127.0.0.1:${port} closes the connection before it says anything (${proxy.connections()} attempts)`,
      advice:
        "Too many logins at once (MaxStartups in sshd_config), a blocked address, or sshd in trouble: look at sshd's log on the host.",
    });
    expect(proxy.connections()).toBeGreaterThan(2);
    expect(performance.now() - from).toBeLessThan(4_000);
  });
});

describe('a connection that needs patience', () => {
  it('is set up once the host no longer hangs up', async () => {
    proxy = await startProxy((socket, number) => {
      if (number < 3) socket.destroy();
      else forward(socket, sshd.port);
    });
    const transport = await opened(hostOf(sshd, { port: proxy.port, knownHosts: anyPort() }));
    expect((await run(transport, 'echo up')).stdout).toBe('up\n');
    expect(proxy.connections()).toBe(3);
    await transport.close();
  });

  it('is set up once sshd has fewer logins going on (MaxStartups)', async () => {
    const rival = net.connect(sshd.port, '127.0.0.1');
    await once(rival, 'data');
    const opening = opened(hostOf(sshd));
    setTimeout(() => rival.destroy(), 600);
    const transport = await opening;
    expect((await run(transport, 'echo up')).stdout).toBe('up\n');
    await transport.close();
    expect(sshd.read('log')).toContain('MaxStartups');
  });

  it('finds the one address of a name that answers', async () => {
    const transport = await opened(hostOf(sshd, { address: 'localhost', knownHosts: anyPort() }));
    expect((await run(transport, 'echo up')).stdout).toBe('up\n');
    await transport.close();
  });
});

describe('a connection that goes away', () => {
  it('loses what runs when the server process is killed', async () => {
    const transport = await opened(hostOf(sshd));
    const { ran, printed } = await start(transport, 'echo up; cat');
    await until(() => printed() === 'up\n');
    for (const pid of sshd.connections()) process.kill(pid, 'SIGKILL');
    expect(await ran).toEqual({
      ending: { ending: 'lost', reason: 'the host ended the connection' },
      stdout: 'up\n',
      stderr: '',
    });
    expect(await transport.closed).toBe('the host ended the connection');
    await transport.close();
  });

  it('loses what runs when the host falls silent', async () => {
    proxy = await startProxy((socket) => {
      forward(socket, sshd.port);
    });
    const host = hostOf(sshd, { port: proxy.port, knownHosts: anyPort() });
    const transport = await opened(host, sshOf({ keepalive: 100 }));
    const { execution, ran, printed } = await start(transport, 'echo up; cat');
    await until(() => printed() === 'up\n');
    proxy.stall();
    execution.write('nobody reads this');
    const from = performance.now();
    expect((await ran).ending).toEqual({ ending: 'lost', reason: 'the host gives no sign of life' });
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(await transport.execute('true', { stdout: () => undefined, stderr: () => undefined })).toEqual({
      ok: false,
      failure: {
        kind: 'lost',
        host: 'trader1',
        message: `trader1 (${place(proxy.port)}): the connection is gone: the host gives no sign of life`,
        advice: 'Run the same command again: it looks at the host first and goes on from what is there.',
      },
    });
    await transport.close();
  });

  it('closes within a moment though the host is silent', async () => {
    proxy = await startProxy((socket) => {
      forward(socket, sshd.port);
    });
    const transport = await opened(hostOf(sshd, { port: proxy.port, knownHosts: anyPort() }));
    proxy.stall();
    const from = performance.now();
    await transport.close();
    expect(performance.now() - from).toBeLessThan(3_000);
  });
});

/** A known_hosts file that has the server's key under any name, for servers that stand behind a proxy. */
const anyPort = (): string => sshd.write('known_anywhere', sshd.read('known_hosts').replace(/^\S+/, '*'));
