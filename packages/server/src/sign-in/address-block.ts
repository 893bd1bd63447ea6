import { isIPv6 } from 'node:net';
import { normalizeAddress } from '@latchkey/host/client-address';

/**
 * What of an address is counted as one caller: all of an IPv4 address, the first 64 bits of an IPv6 address (one
 * customer commonly holds a whole /64 and could otherwise take a new address per guess). An IPv4 address written as
 * IPv6 (`::ffff:192.0.2.1`) counts as the IPv4 address it is.
 *
 * @param address - after trusted proxies. Anything that is no address is counted as the text it is.
 * @returns canonical text: two spellings of one address give the same block.
 */
export function toAddressBlock(address: string): string {
  const canonical = normalizeAddress(address) ?? address;
  if (!isIPv6(canonical)) return canonical;
  const prefix = expandIPv6(canonical).slice(0, 4);
  return `${prefix.join(':')}::/64`;
}

/** The eight groups of an address in canonical text, RFC 5952. */
function expandIPv6(address: string): readonly string[] {
  const [head = '', tail] = address.split('::', 2);
  const start = splitGroups(head);
  if (tail === undefined) return start;
  const end = splitGroups(tail);
  return [...start, ...new Array<string>(8 - start.length - end.length).fill('0'), ...end];
}

/** A dotted IPv4 ending stands for two groups; only the first four are wanted, so what they hold does not matter. */
function splitGroups(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
