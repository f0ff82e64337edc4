/**
 * What jts may take at the most, where that is the same on any machine. What was found when each was set stands behind it;
 * who makes jts dearer has to come here and say so.
 */
export const BUDGETS = {
  /** A host that is as wanted, with 27 directories and 8 files declared. */
  converged: {
    /** Commands that are started over its connection. */
    executions: 1, // 1
    /** How often jts speaks after it has heard of the host, with TCP's handshake. */
    roundTrips: 10, // 10
    /** Bytes to the host. */
    sent: 13_000, // 12,200
    /** Bytes from the host. */
    received: 12_000, // 10,800 to 11,100, as sshd packs it
  },
  /** A look at a host for all that the hot tier wants to know. */
  hotTier: {
    /** Processes that are started there, those of the login and of sudo included. */
    processes: 70, // 61 on a host without it
  },
  /** A thousand hosts that are as wanted, as many at once as usual. */
  fleet: {
    /** Most memory of jts, in MB. */
    memory: 250, // 185
  },
  /** All of `npm test`, with the guests of the lab. */
  suite: {
    /** Seconds of a processor, however long the clock says. */
    cpuSeconds: 4_800, // 2,900 to 3,300
  },
} as const;
