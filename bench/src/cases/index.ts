import type { Case } from '../case.ts';
import { browserSessionsCase } from './browser-sessions.ts';
import { cacheCase } from './cache.ts';
import { frameworksCase } from './frameworks.ts';
import { groupCommitCase } from './group-commit.ts';
import { jwsCase } from './jws.ts';
import { revocationCase } from './revocation.ts';
import { scaleCase } from './scale.ts';
import { signInCase } from './sign-in.ts';
import { sizeCase } from './size.ts';
import { startCase } from './start.ts';
import { tokensCase } from './tokens.ts';
import { verifyCase } from './verify.ts';

/** Everything that can be measured, in the order of a whole run. */
export const cases: readonly Case[] = [
  verifyCase,
  frameworksCase,
  tokensCase,
  signInCase,
  revocationCase,
  scaleCase,
  startCase,
  sizeCase,
  jwsCase,
  cacheCase,
  groupCommitCase,
  browserSessionsCase,
];
