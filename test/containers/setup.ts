import { obstacle } from './containers.ts';

/** Says, before any test, why there can be no hosts in namespaces, where that is so. */
export default (): void => {
  const why = obstacle();
  if (why !== undefined) throw new Error(`there can be no hosts in namespaces: ${why}`);
};
