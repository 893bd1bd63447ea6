import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * Who is calling, given the peer of the socket and its `X-Forwarded-For`. The header counts only when the peer is a
 * trusted proxy; then it is read from the right, hop by hop, for as long as the hop that spoke is trusted itself. What an
 * attacker writes on the left never counts. Of a peer that is not known nothing is known.
 */
export type ResolveClientAddress = <Peer extends string | undefined>(
  remoteAddress: Peer,
  forwardedFor: string | null,
) => string | (Peer & undefined);

/**
 * @param trustedProxies - addresses or CIDR ranges, IPv4 or IPv6, already validated. None: the header never counts.
 */
export function createClientAddressResolver(trustedProxies: readonly string[]): ResolveClientAddress {
  const trusted = createAddressSet(trustedProxies);
  return (remoteAddress, forwardedFor) => {
    if (remoteAddress === undefined) return remoteAddress;
    let client: string = normalizeAddress(remoteAddress) ?? remoteAddress;
    if (forwardedFor === null || trustedProxies.length === 0) return client;
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

/** A set of addresses and CIDR ranges. */
export interface AddressSet {
  has(address: string): boolean;
}

/** @throws Error from node:net when an entry is no address or range. */
export function createAddressSet(ranges: readonly string[]): AddressSet {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
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
