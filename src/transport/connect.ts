import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { ok, type Result } from '../model/result.ts';
import { LocalTransport } from './local.ts';
import type { SshSettings } from './ssh.ts';
import type { Transport } from './transport.ts';

/** Opens a way to a host, whichever its inventory asks for. */
export type Connect = (host: Host) => Promise<Result<Transport, Failure>>;

/** The connector of one run. ssh2 is loaded with the first host that needs it: it costs 70 ms and 16 MB. */
export const connector = (settings: SshSettings): Connect => {
  const load = async (): Promise<Connect> => {
    const { Ssh } = await import('./ssh.ts');
    const ssh = new Ssh(settings);
    return (host) => ssh.open(host);
  };
  let loaded: Promise<Connect> | undefined;
  return async (host) => {
    if (host.connection.transport === 'local') return ok(new LocalTransport(host.name));
    loaded ??= load();
    const connect = await loaded;
    return connect(host);
  };
};
