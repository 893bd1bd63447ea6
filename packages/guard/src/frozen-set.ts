/** Up to so many members a list is searched as fast as a set, and takes a fifth of the time to make. */
const longestList = 8;

/**
 * A set of texts that nobody can change, not even through `Set.prototype.add.call`. A frozen `Set` can: freezing an object
 * leaves its inner slots alone. What the signature cache hands to one request must not be a door to the next.
 */
export class FrozenSet implements ReadonlySet<string> {
  readonly #list: readonly string[];
  /** Made when it is first needed: most tokens are asked for one scope or none. */
  #members: ReadonlySet<string> | undefined;

  /** @param list - the members, repeated or not. It is not copied: it must be frozen, or nobody else's. */
  constructor(list: readonly string[]) {
    this.#list = list;
    Object.freeze(this);
  }

  get size(): number {
    return this.#set().size;
  }

  has(member: string): boolean {
    return this.#list.length > longestList ? this.#set().has(member) : this.#list.includes(member);
  }

  forEach(visit: (member: string, same: string, set: ReadonlySet<string>) => void, self?: unknown): void {
    for (const member of this.#set()) visit.call(self, member, member, this);
  }

  entries(): SetIterator<[string, string]> {
    return this.#set().entries();
  }

  keys(): SetIterator<string> {
    return this.#set().keys();
  }

  values(): SetIterator<string> {
    return this.#set().values();
  }

  [Symbol.iterator](): SetIterator<string> {
    return this.#set()[Symbol.iterator]();
  }

  #set(): ReadonlySet<string> {
    this.#members ??= new Set(this.#list);
    return this.#members;
  }
}
