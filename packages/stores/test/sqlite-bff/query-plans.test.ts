import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClock, createSharedOffset } from '@latchkey/server/store';
import { describeSession } from '../../src/contract/bff/scenario.ts';
import { dayMs } from '../../src/contract/scenario.ts';
import { sessionsSchema } from '../../src/sqlite-bff/schema.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { openEngine } from '../../src/sqlite-engine/engine.ts';
import { collectPlans, findSteps } from '../sqlite/collect-plans.ts';

describe('what SQLite looks through for the browser proxy', () => {
  it('is found by an index, and nothing is sorted', async () => {
    const offset = createSharedOffset();
    const connection = openConnection(':memory:', 'shared');
    const engine = openEngine({ schema: sessionsSchema, connection, clock: createClock(offset), pruneRows: 500 });
    const asked = new Set<string>();
    const ask = (intent: string, ...args: readonly unknown[]): void => {
      asked.add(intent);
      assert.equal(engine.runBatch([{ id: 1, intent, args }]).outcomes[0]?.ok, true, intent);
    };
    const session = describeSession();
    const { sessionDigest } = session;
    const claim = { sessionDigest, version: 0, claimId: 'mine' };
    const plans = await collectPlans(connection.db, async () => {
      ask('beginSession', session);
      ask('lookAtSession', sessionDigest);
      Atomics.add(offset, 0, BigInt(120_000));
      ask('useSession', sessionDigest);
      ask('filterLive', [sessionDigest]);
      ask('claimRefresh', { ...claim, leaseMs: 1 });
      ask('releaseRefresh', claim);
      ask('claimRefresh', { ...claim, leaseMs: 1 });
      ask('replaceTokens', { ...claim, sealedTokens: session.sealedTokens });
      ask('rememberLogoutToken', 'digest', 1);
      ask('endSessionsOf', { sidDigest: 'digest' });
      ask('endSessionsOf', { subjectDigest: 'digest' });
      ask('endSession', sessionDigest);
      Atomics.add(offset, 0, BigInt(dayMs));
      engine.maintain();
    });
    engine.close();
    assert.deepEqual(Object.keys(sessionsSchema.intents).toSorted(), [...asked].toSorted());
    assert.deepEqual(findSteps(plans, /: SCAN |TEMP B-TREE/, [/SCAN (clock|CONSTANT ROW)$/]), []);
  });
});
