import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * Who is calling, given the peer of the socket and its `X-Forwarded-For`. The header counts only when the peer is a
 * trusted proxy; then it is read from the right, hop by hop, for as long as the hop that spoke is trusted itself. What an
 * attacker writes on the left never counts. Undefined when nothing is known of the peer.
 */
export type ResolveClientAddress = (
  remoteAddress: string | undefined,
  forwardedFor: string | null,
) => string | undefined;

/** @param trustedProxies - addresses or CIDR ranges, IPv4 or IPv6, already checked. None: the header never counts. */
export function createClientAddressResolver(trustedProxies: readonly string[]): ResolveClientAddress {
  const trusted = createBlockList(trustedProxies);
  return (remoteAddress, forwardedFor) => {
    let client = remoteAddress === undefined ? undefined : normalizeAddress(remoteAddress);
    if (forwardedFor === null) return client;
    const hops = forwardedFor.split(',');
    while (client !== undefined && trusted.check(client, isIP(client) === 6 ? 'ipv6' : 'ipv4')) {
      const hop = hops.pop();
      const address = hop === undefined ? undefined : parseHop(hop);
      // A proxy that names no address (`unknown`, garbage) is the last hop anything is known of.
      if (address === undefined) break;
      client = address;
    }
    return client;
  };
}

function createBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** One spelling per address; IPv4 inside IPv6 becomes IPv4. Undefined when it is no address. */
function normalizeAddress(address: string): string | undefined {
  const family = isIP(address);
  if (family !== 6) return family === 4 ? address : undefined;
  const [bare = ''] = address.split('%');
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(canonical)?.[1] ?? canonical;
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`. */
function parseHop(hop: string): string | undefined {
  const text = hop.trim();
  const withPort = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text);
  return normalizeAddress(withPort?.[1] ?? text);
}
