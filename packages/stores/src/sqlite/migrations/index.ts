import { firstTables } from './0001-first-tables.ts';
import { logoutNotifications } from './0002-logout-notifications.ts';
import { doubleSubmits } from './0003-double-submits.ts';
import type { Migration } from './migration.ts';

/** Every step, in order, numbered from 1 without a gap. */
export const migrations: readonly Migration[] = [firstTables, logoutNotifications, doubleSubmits];
