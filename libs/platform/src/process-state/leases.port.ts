/**
 * Who does what only one may do at a time. Two adapters, one contract suite (`leases.contract.ts`). Every call can throw
 * DocumentStoreError.
 */
export interface Leases {
  /**
   * Takes a lease or renews it: at most one owner at a time has it, by the store's own clock. Answers its term, which grows by one
   * with every change of owner, or undefined while another has it. An owner named by `leaseOwner` whose process has died on this
   * machine does not keep others waiting where the store can see that.
   */
  acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined>;
  /** Gives a lease up, if it is still the owner's. */
  release(name: string, owner: string): Promise<void>;
}
