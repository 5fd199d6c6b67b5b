/** Work that one process does at a time. Every call can throw DocumentStoreError. */
export interface Leases {
  /** Takes or renews a lease. Returns its term, which grows with every change of owner; undefined while another process has it. */
  acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined>;
  release(name: string, owner: string): Promise<void>;
}
