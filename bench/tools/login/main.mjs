// Logs in to hosts as a program with ssh2 must, and runs `true` on each: what the controller of jts cannot do without.
import { readFileSync } from 'node:fs';
import PQueue from 'p-queue';
import ssh2 from 'ssh2';

const [key, user, port, atOnce, ...addresses] = process.argv.slice(2);
const privateKey = readFileSync(key);

const login = (host) =>
  new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject).on('ready', () => {
      client.exec('true', (error, channel) => {
        if (error) reject(error);
        channel.resume().on('exit', (status) => {
          client.end();
          if (status === 0) resolve();
          else reject(new Error(`true ended with ${status} on ${host}`));
        });
      });
    });
    client.connect({ host, port: Number(port), username: user, privateKey, readyTimeout: 60_000 });
  });

const queue = new PQueue({ concurrency: Number(atOnce) });
await queue.addAll(addresses.map((address) => () => login(address)));
