import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { isLoopbackHost } from '../config/uris.ts';

/** An address that the authority does not speak to by itself, whoever asks it to. */
export class OutboundAddressError extends Error {
  override readonly name = 'OutboundAddressError';
  readonly code = 'ERR_OUTBOUND_ADDRESS';
}

/**
 * Where machines in data centres find their own credentials, and addresses that mean none. They are refused after the name
 * was resolved, since any name may be made to lead there. Mapped IPv4 addresses (`::ffff:…`) count as what they map.
 */
const forbiddenAddresses: BlockList = createBlockList([
  // "This" host, RFC 1122 §3.2.1.3: connecting to it reaches the machine itself.
  ['0.0.0.0', 8, 'ipv4'],
  ['::', 128, 'ipv6'],
  // Link-local, RFC 3927 and RFC 4291 §2.5.6; most metadata services are among the former.
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  // The same, as translated by NAT64: RFC 6052 §2.1.
  ['64:ff9b::a9fe:0', 112, 'ipv6'],
  // The metadata services of Amazon (IPv6), Alibaba, Oracle and Azure.
  ['fd00:ec2::254', 128, 'ipv6'],
  ['100.100.100.200', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
]);

const loopbackAddresses: BlockList = createBlockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);

/**
 * Refuse an address before anything is resolved: only https, and http to this machine; and no literal address that is
 * forbidden.
 *
 * Does not see where a name leads: hand {@link createGuardedLookup} to the connection for that.
 *
 * @throws OutboundAddressError
 */
export function requireOutboundUrl(url: URL): void {
  const isPlain = url.protocol === 'http:' && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !isPlain) throw new OutboundAddressError('Only https, or http to this machine.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) requireAddress(host, isPlain);
}

/**
 * How a connection finds the addresses of a name, refusing the name when any of them is forbidden. The connection uses the
 * very addresses that were judged, so a second answer of the name server changes nothing.
 *
 * @param options.loopbackOnly - every address must be this machine's: for plain http.
 * @param options.resolve - Default: as the operating system resolves names.
 */
export function createGuardedLookup(options: {
  readonly loopbackOnly: boolean;
  readonly resolve?: LookupFunction | undefined;
}): LookupFunction {
  const { loopbackOnly, resolve = resolveName } = options;
  return (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const addresses = typeof found === 'string' ? [] : found;
      const [first] = addresses;
      try {
        if (first === undefined) throw new OutboundAddressError('The name has no address.');
        for (const { address } of addresses) requireAddress(address, loopbackOnly);
      } catch (refusal) {
        return callback(refusal as OutboundAddressError, []);
      }
      if (lookupOptions.all === true) return callback(null, [...addresses]);
      callback(null, first.address, first.family);
    });
  };
}

function requireAddress(address: string, loopbackOnly: boolean): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || forbiddenAddresses.check(address, family)) {
    throw new OutboundAddressError('The address is not one to send anything to.');
  }
  if (loopbackOnly && !loopbackAddresses.check(address, family)) {
    throw new OutboundAddressError('Plain http is for this machine alone.');
  }
}

function createBlockList(rows: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix, family] of rows) list.addSubnet(network, prefix, family);
  return list;
}
