/** A setting that is a whole number: its range, its default and why. Schema, defaults and reference come from here. */
export interface NumberSetting {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** For the reference; ends without a full stop. */
  readonly meaning: string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** The longest access token there can be: revocation entries and verifiers' caches are sized by it. */
export const accessTokenTtlCapSeconds: number = day;

/** RFC 9106 parameters weaker than these break in an afternoon; the product is what an attacker pays per guess. */
export const minPasswordHashingWork = 35_840;

type Rows<Names extends string> = Readonly<Record<Names, NumberSetting>>;

export const lifetimeSettings: Rows<
  | 'authorizationCodeSeconds'
  | 'idTokenSeconds'
  | 'interactionSeconds'
  | 'sessionIdleSeconds'
  | 'sessionAbsoluteSeconds'
  | 'rememberedSessionIdleSeconds'
  | 'rememberedSessionAbsoluteSeconds'
  | 'refreshOverlapSeconds'
  | 'firstAdministratorLinkSeconds'
  | 'jwksSeconds'
  | 'signingKeySeconds'
> = {
  authorizationCodeSeconds: {
    default: minute,
    min: 10,
    max: 10 * minute,
    meaning:
      'How long an application has to redeem an authorization code (RFC 6749 §4.1.2 recommends at most 10 minutes)',
  },
  idTokenSeconds: { default: 5 * minute, min: minute, max: hour, meaning: 'Lifetime of an ID token' },
  interactionSeconds: {
    default: 30 * minute,
    min: minute,
    max: 2 * hour,
    meaning: 'How long a login or consent page may stay open before it must be begun again',
  },
  sessionIdleSeconds: {
    default: 12 * hour,
    min: 5 * minute,
    max: 30 * day,
    meaning: 'A session unused for this long ends',
  },
  sessionAbsoluteSeconds: {
    default: day,
    min: 5 * minute,
    max: 90 * day,
    meaning: 'A session ends after this long, however much it is used',
  },
  rememberedSessionIdleSeconds: {
    default: 30 * day,
    min: hour,
    max: 365 * day,
    meaning: 'The same for people who asked to stay signed in: unused for this long',
  },
  rememberedSessionAbsoluteSeconds: {
    default: 180 * day,
    min: hour,
    max: 730 * day,
    meaning: 'The same for people who asked to stay signed in: in all',
  },
  refreshOverlapSeconds: {
    default: 30,
    min: 0,
    max: 5 * minute,
    meaning: 'How long a superseded refresh token still gets its successor, for lost answers and second tabs',
  },
  firstAdministratorLinkSeconds: {
    default: 15 * minute,
    min: minute,
    max: hour,
    meaning: 'How long the one-time link for the first administrator lives',
  },
  jwksSeconds: {
    default: 5 * minute,
    min: 1,
    max: day,
    meaning: 'How long verifiers may keep the key set, and how long a new key is published before it signs',
  },
  signingKeySeconds: { default: 30 * day, min: minute, max: 365 * day, meaning: 'How long one signing key signs' },
};

export const signInLimitSettings: Rows<
  'windowSeconds' | 'perAccount' | 'perDevice' | 'perAddress' | 'perClient' | 'signUpsPerAddress'
> = {
  windowSeconds: { default: 15 * minute, min: 10, max: day, meaning: 'The window all of these are counted in' },
  perAccount: {
    default: 10,
    min: 1,
    max: 1_000_000,
    meaning: 'Failed sign-ins to one account from devices it does not know',
  },
  perDevice: { default: 20, min: 1, max: 1_000_000, meaning: 'Failed sign-ins from one device that signed in before' },
  perAddress: {
    default: 100,
    min: 1,
    max: 1_000_000,
    meaning: 'Sign-ins from one address (IPv6: one /64) by devices not known to the account, successful ones too',
  },
  perClient: { default: 20, min: 1, max: 1_000_000, meaning: 'Wrong secrets for one client from one address' },
  signUpsPerAddress: { default: 20, min: 1, max: 1_000_000, meaning: 'New accounts from one address' },
};

export const passwordHashingSettings: Rows<'memoryKiB' | 'iterations' | 'parallelism' | 'concurrency' | 'queueLength'> =
  {
    memoryKiB: { default: 19_456, min: 7_168, max: 1_048_576, meaning: 'Memory of one Argon2id hash' },
    iterations: { default: 2, min: 1, max: 20, meaning: 'Passes over that memory' },
    parallelism: { default: 1, min: 1, max: 16, meaning: 'Lanes of one hash' },
    concurrency: { default: 2, min: 1, max: 64, meaning: 'Hashes computed at a time' },
    queueLength: {
      default: 64,
      min: 1,
      max: 10_000,
      meaning: 'Sign-ins that may wait for a hash; more are answered 503',
    },
  };

export const httpSettings: Rows<
  | 'maxBodyBytes'
  | 'maxHeaderBytes'
  | 'requestTimeoutSeconds'
  | 'headersTimeoutSeconds'
  | 'keepAliveTimeoutSeconds'
  | 'shutdownGraceSeconds'
> = {
  maxBodyBytes: {
    default: 65_536,
    min: 1_024,
    max: 1_048_576,
    meaning: 'The longest request body; longer ones get 413',
  },
  maxHeaderBytes: {
    default: 16_384,
    min: 4_096,
    max: 65_536,
    meaning: 'The longest request line and headers together; longer ones get 431',
  },
  requestTimeoutSeconds: {
    default: 30,
    min: 1,
    max: 300,
    meaning: 'A request that has not arrived whole after this gets 408',
  },
  headersTimeoutSeconds: { default: 10, min: 1, max: 120, meaning: 'The same for its headers alone' },
  keepAliveTimeoutSeconds: {
    default: 65,
    min: 1,
    max: 600,
    meaning: 'How long an idle connection is kept; longer than the 60 s of most proxies, so that they close first',
  },
  shutdownGraceSeconds: {
    default: 10,
    min: 0,
    max: 300,
    meaning: 'How long a stopping server lets requests in flight finish',
  },
};

export const tokenSizeSettings: Rows<'warnBytes' | 'maxBytes'> = {
  warnBytes: {
    default: 2_048,
    min: 512,
    max: 16_384,
    meaning: 'An access token longer than this is logged as a warning',
  },
  maxBytes: {
    default: 7_168,
    min: 512,
    max: 16_384,
    meaning:
      'An access token longer than this is not issued: it would not fit the 8 KiB many servers allow for headers',
  },
};

export const apiSettings: Rows<'accessTokenTtlSeconds'> = {
  accessTokenTtlSeconds: {
    default: 5 * minute,
    min: 10,
    max: accessTokenTtlCapSeconds,
    meaning: 'Lifetime of an access token for this API',
  },
};

export const clientSettings: Rows<'refreshIdleTtlSeconds' | 'refreshAbsoluteTtlSeconds'> = {
  refreshIdleTtlSeconds: {
    default: 30 * day,
    min: minute,
    max: 365 * day,
    meaning: 'A grant whose refresh token is unused for this long ends',
  },
  refreshAbsoluteTtlSeconds: {
    default: 365 * day,
    min: minute,
    max: 3_650 * day,
    meaning: 'A grant ends after this long, however often it is refreshed',
  },
};
