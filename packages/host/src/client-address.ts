import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * Who is calling, given the peer of the socket and its `X-Forwarded-For`. The header counts only when the peer is a
 * trusted proxy; then it is read from the right, hop by hop, for as long as the hop that spoke is trusted itself. What an
 * attacker writes on the left never counts. Of a peer that is not known nothing is known.
 */
export type ResolveClientAddress = <Peer extends string | undefined>(
  remoteAddress: Peer,
  forwardedFor: string | null | undefined,
) => string | (Peer & undefined);

/**
 * @param trustedProxies - addresses or CIDR ranges, IPv4 or IPv6, already validated. None: the header never counts.
 */
export function createClientAddressResolver(trustedProxies: readonly string[]): ResolveClientAddress {
  const trusted = createAddressSet(trustedProxies);
  return (remoteAddress, forwardedFor) => {
    if (remoteAddress === undefined) return remoteAddress;
    let client: string = normalizeAddress(remoteAddress) ?? remoteAddress;
    if (forwardedFor === null || forwardedFor === undefined || trustedProxies.length === 0) return client;
    const hops = forwardedFor.split(',');
    while (trusted.has(client)) {
      const hop = hops.pop();
      if (hop === undefined) break;
      const address = parseForwardedHop(hop);
      // A proxy that names no address (`unknown`, garbage) is the last hop anything is known of.
      if (address === undefined) break;
      client = address;
    }
    return client;
  };
}

/** The addresses that begin with the same bits; a single one is a range too. */
export interface AddressRange {
  readonly network: string;
  readonly family: 'ipv4' | 'ipv6';
  /** How many bits they share. 0: every address there is. */
  readonly prefixLength: number;
}

/**
 * Read `192.0.2.1`, `10.0.0.0/8` or `2001:db8::/32`; undefined for anything else. Addresses are spelled as
 * {@link normalizeAddress} does, so that a range of IPv4-mapped ones is the range of IPv4 that it maps.
 *
 * @see RFC 4632 §3.1
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const network = normalizeAddress(address);
  if (network === undefined || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const [family, bits] = isIP(network) === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
  const writtenBits = isIP(address) === 4 ? 32 : 128;
  const prefixLength = Number(prefix ?? writtenBits) - (writtenBits - bits);
  return prefixLength >= 0 && prefixLength <= bits ? { network, family, prefixLength } : undefined;
}

/** A set of addresses and CIDR ranges. */
export interface AddressSet {
  has(address: string): boolean;
}

/** @throws TypeError when an entry is no address or range. */
export function createAddressSet(ranges: readonly string[]): AddressSet {
  const list = new BlockList();
  for (const text of ranges) {
    const range = parseAddressRange(text);
    if (range === undefined) throw new TypeError(`${text} is no address or CIDR range`);
    list.addSubnet(range.network, range.prefixLength, range.family);
  }
  return {
    has(address) {
      const normalized = normalizeAddress(address);
      return normalized !== undefined && list.check(normalized, isIP(normalized) === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

/** Whether an address is of this machine itself: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  const normalized = normalizeAddress(address);
  return normalized === '::1' || (normalized !== undefined && isIP(normalized) === 4 && normalized.startsWith('127.'));
}

/**
 * One spelling per address: IPv4-mapped IPv6 (`::ffff:192.0.2.1`) becomes IPv4, IPv6 is shortened as RFC 5952 says and
 * loses its zone. Undefined when it is no address.
 */
export function normalizeAddress(address: string): string | undefined {
  const family = isIP(address);
  if (family === 4) return address;
  if (family === 0) return undefined;
  const zone = address.indexOf('%');
  const bare = zone === -1 ? address : address.slice(0, zone);
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(canonical);
  return mapped?.[1] ?? canonical;
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`. */
function parseForwardedHop(hop: string): string | undefined {
  const text = hop.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text);
  if (bracketed?.[1] !== undefined) return normalizeAddress(bracketed[1]);
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text);
  return normalizeAddress(withPort?.[1] ?? text);
}
