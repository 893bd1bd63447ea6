import { describeStoreContract } from '@latchkey/stores/contract';
import { testSeed } from '@latchkey/testing/run';
import { openTemporary } from './open-temporary.ts';

describeStoreContract('SQLite', openTemporary, { seed: testSeed() });
