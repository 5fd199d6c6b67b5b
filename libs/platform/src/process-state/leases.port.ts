/** Work that one process does at a time. Every call can throw DocumentStoreError. */
export interface Leases {
  /** Takes or renews a lease. Returns its term, which grows with every change of owner; undefined while another process has it. */
  acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined>;
  release(name: string, owner: string): Promise<void>;
}

/** A lease that ends later than so many times its length from now was given by a clock that has been set back since: it is free. */
export const LONGEST_LEASES = 2;
