// A process of its own, so that what it costs is no part of what is measured.
import { stand, type Route } from './proxy.ts';

const [roundTrip = '0', routes = '[]'] = process.argv.slice(2);
const traffic = await stand(JSON.parse(routes) as readonly Route[], Number(roundTrip));
process.on('message', () => process.send?.(traffic));
process.on('disconnect', () => process.exit(0));
process.send?.('listening');
