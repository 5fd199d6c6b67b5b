/** Work that one process does at a time. Every call can throw DocumentStoreError. */
export interface Leases {
  /**
   * Takes or renews a lease, by the store's clock. Returns its term, which grows with every change of owner; undefined while another
   * owner has it. A lease whose owner (`leaseOwner`) has died on this machine is free at once.
   */
  acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined>;
  /** Gives a lease up if the owner still has it. */
  release(name: string, owner: string): Promise<void>;
}
