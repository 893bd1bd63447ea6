/**
 * A set of texts that nobody can change, not even through `Set.prototype.add.call`. A frozen `Set` can: freezing an object
 * leaves its inner slots alone. What the signature cache hands to one request must not be a door to the next.
 */
export class FrozenSet implements ReadonlySet<string> {
  readonly #members: ReadonlySet<string>;

  constructor(members: Iterable<string>) {
    this.#members = new Set(members);
    Object.freeze(this);
  }

  get size(): number {
    return this.#members.size;
  }

  has(member: string): boolean {
    return this.#members.has(member);
  }

  forEach(visit: (member: string, same: string, set: ReadonlySet<string>) => void, self?: unknown): void {
    for (const member of this.#members) visit.call(self, member, member, this);
  }

  entries(): SetIterator<[string, string]> {
    return this.#members.entries();
  }

  keys(): SetIterator<string> {
    return this.#members.keys();
  }

  values(): SetIterator<string> {
    return this.#members.values();
  }

  [Symbol.iterator](): SetIterator<string> {
    return this.#members[Symbol.iterator]();
  }
}
