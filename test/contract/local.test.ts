import { LocalTransport } from '../../src/transport/local.ts';
import { transportSuite } from './suite.ts';

transportSuite('local', ({ grace }) => Promise.resolve(new LocalTransport('localhost', grace)));
