import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '@latchkey/keys';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import type { Clock } from '../clock.ts';
import { createCookieNames, serializeCookie } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';
import type { UserId } from '../ids.ts';
import { type DerivedSecrets, deriveBrowserSecrets } from './browser-secrets.ts';

/** A device as its record describes it; empty for one that has none. */
export interface Device {
  /** Random; undefined when no record came. Anybody can make one up: only {@link Device.knows} means something. */
  readonly deviceId: string | undefined;
  /** Whether this person signed in on this device before, within the life of the record. */
  knows(userId: UserId): boolean;
}

export interface DeviceCookies {
  read(exchange: Pick<Exchange, 'cookies'>): Device;
  /** The `Set-Cookie` value that makes this device known to this person, as the latest of at most five. */
  remember(exchange: Pick<Exchange, 'cookies'>, userId: UserId): string;
  /** The same for an application that keeps the value itself; a malformed one counts as none. */
  readValue(value: string | undefined): Device;
  /** The value that takes the place of the one presented, if any. */
  rememberInValue(value: string | undefined, userId: UserId): string;
}

/** A caller that presented nothing: always a stranger. */
export const unknownDevice: Device = { deviceId: undefined, knows: () => false };

/** How long a device is known. The longest life that browsers grant a cookie; secrets of the ring must last as long. */
export const deviceCookieTtlSeconds: number = 400 * 24 * 60 * 60;
const maxAccounts = 5;

const deviceIdBytes = 16;
const entryBytes = 4 + 4 + 16;

interface DeviceEntry {
  readonly keyId: number;
  readonly issuedAtSeconds: number;
  readonly mac: Uint8Array;
}

interface DeviceRecord {
  readonly deviceId: Uint8Array;
  readonly entries: readonly DeviceEntry[];
}

/**
 * The signed cookie that lets a person's own device through a lock others provoked (L2).
 *
 * It is a random device id and one entry per account: key id, time, and a MAC over issuer, device, account and time.
 * Entries name nobody to who reads the cookie, cannot be moved to another device or account, end by themselves after 400
 * days, and outlive a change of keys as long as the ring keeps the old one. The cookie opens nothing: it only chooses
 * which counter an attempt counts against (docs/decisions/0008).
 */
export function createDeviceCookies(parts: {
  readonly config: { readonly issuer: string };
  readonly keys: KeyRing;
  readonly clock: Clock;
}): DeviceCookies {
  const { issuer } = parts.config;
  const cookieName = createCookieNames(issuer).device;
  const secrets: DerivedSecrets = deriveBrowserSecrets(parts.keys, 'latchkey device cookie');
  const nowSeconds = (): number => Math.floor(parts.clock.nowMs() / 1000);

  const createMac = (key: KeyObject, deviceId: Uint8Array, userId: UserId, issuedAtSeconds: number): Uint8Array => {
    const content = JSON.stringify([issuer, encodeBase64url(deviceId), userId, issuedAtSeconds]);
    return createHmac('sha256', key).update(content).digest().subarray(0, 16);
  };

  const isLive = (entry: DeviceEntry): boolean => {
    const ageSeconds = nowSeconds() - entry.issuedAtSeconds;
    return ageSeconds >= 0 && ageSeconds <= deviceCookieTtlSeconds;
  };

  const names = (record: DeviceRecord, entry: DeviceEntry, userId: UserId): boolean => {
    const key = secrets.byId(entry.keyId);
    if (key === undefined || !isLive(entry)) return false;
    return timingSafeEqual(createMac(key, record.deviceId, userId, entry.issuedAtSeconds), entry.mac);
  };

  const readValue = (value: string | undefined): Device => {
    const record = parseRecord(value);
    if (record === undefined) return unknownDevice;
    return {
      deviceId: encodeBase64url(record.deviceId),
      knows: (userId) => record.entries.some((entry) => names(record, entry, userId)),
    };
  };

  const rememberInValue = (value: string | undefined, userId: UserId): string => {
    const record = parseRecord(value) ?? { deviceId: randomBytes(deviceIdBytes), entries: [] };
    const { id, key } = secrets.current();
    const issuedAtSeconds = nowSeconds();
    const latest = { keyId: id, issuedAtSeconds, mac: createMac(key, record.deviceId, userId, issuedAtSeconds) };
    const others = record.entries.filter((entry) => isLive(entry) && !names(record, entry, userId));
    return formatRecord({ deviceId: record.deviceId, entries: [latest, ...others].slice(0, maxAccounts) });
  };

  return {
    read: (exchange) => readValue(exchange.cookies.get(cookieName)),
    remember(exchange, userId) {
      const value = rememberInValue(exchange.cookies.get(cookieName), userId);
      return serializeCookie(cookieName, value, { maxAgeSeconds: deviceCookieTtlSeconds });
    },
    readValue,
    rememberInValue,
  };
}

function formatRecord(record: DeviceRecord): string {
  const entries = record.entries.map((entry) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(entry.keyId, 0);
    head.writeUInt32BE(entry.issuedAtSeconds, 4);
    return Buffer.concat([head, entry.mac]);
  });
  return encodeBase64url(Buffer.concat([record.deviceId, ...entries]));
}

/** Only the shape is judged: an entry is worth what its MAC is worth. */
function parseRecord(value: string | undefined): DeviceRecord | undefined {
  const decoded = value === undefined ? undefined : decodeBase64url(value);
  if (decoded === undefined || decoded.length < deviceIdBytes) return undefined;
  const bytes = Buffer.from(decoded);
  const count = (bytes.length - deviceIdBytes) / entryBytes;
  if (!Number.isInteger(count) || count > maxAccounts) return undefined;
  const entries = Array.from({ length: count }, (_, index): DeviceEntry => {
    const start = deviceIdBytes + index * entryBytes;
    return {
      keyId: bytes.readUInt32BE(start),
      issuedAtSeconds: bytes.readUInt32BE(start + 4),
      mac: bytes.subarray(start + 8, start + entryBytes),
    };
  });
  return { deviceId: bytes.subarray(0, deviceIdBytes), entries };
}
