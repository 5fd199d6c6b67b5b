/**
 * Work that one process does at a time. Two adapters, one contract suite (`leases.contract.ts`). Every call can throw
 * DocumentStoreError.
 */
export interface Leases {
  /**
   * Takes or renews a lease: it has at most one owner at a time, by the store's clock. Returns its term, which grows by one with
   * every change of owner, or undefined while another owner has it. If the store can see that an owner named by `leaseOwner` has
   * died on this machine, its lease is free at once.
   */
  acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined>;
  /** Gives a lease up if the owner still has it. */
  release(name: string, owner: string): Promise<void>;
}
