import { describeBffStoreContract } from '@latchkey/stores/contract';
import { openTemporary } from './open-temporary.ts';

describeBffStoreContract('SQLite', () => openTemporary());
